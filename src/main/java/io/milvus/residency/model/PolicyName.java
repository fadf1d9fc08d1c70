package io.milvus.residency.model;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Names a policy within the cluster.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record PolicyName(String namespace, String name) implements Comparable<PolicyName> {

  private static final Pattern MENTION = Pattern.compile("\\bpolicy ([-a-z0-9]+)/([-.a-z0-9]+)");

  private static final Comparator<PolicyName> ORDER =
      Comparator.comparing(PolicyName::namespace).thenComparing(PolicyName::name);

  /**
   * Names the policy in a message on another one. What others call their policies is none of the
   * business of who has no rights in their namespace.
   *
   * @param reader the policy that the message stands on
   */
  public String seenFrom(PolicyName reader) {
    return namespace.equals(reader.namespace) ? toString() : "a policy in namespace " + namespace;
  }

  /** Replaces in a text, by the same rule, each policy that it names as {@code policy ns/name}. */
  public static String seenFrom(PolicyName reader, String text) {
    return MENTION
        .matcher(text)
        .replaceAll(
            mention ->
                mention.group(1).equals(reader.namespace())
                    ? mention.group()
                    : new PolicyName(mention.group(1), mention.group(2)).seenFrom(reader));
  }

  @Override
  public int compareTo(PolicyName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
