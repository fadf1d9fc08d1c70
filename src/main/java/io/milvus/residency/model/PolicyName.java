package io.milvus.residency.model;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * The name of a policy within the cluster.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record PolicyName(String namespace, String name) implements Comparable<PolicyName> {

  private static final Pattern MENTION = Pattern.compile("\\bpolicy ([-a-z0-9]+)/([-.a-z0-9]+)");

  private static final Comparator<PolicyName> ORDER =
      Comparator.comparing(PolicyName::namespace).thenComparing(PolicyName::name);

  /**
   * Returns the words for this policy in a message on another one. A policy of another namespace
   * stays unnamed, because readers of the message may have no rights there.
   *
   * @param reader the policy whose status or events show the message
   */
  public String seenFrom(PolicyName reader) {
    return namespace.equals(reader.namespace) ? toString() : "a policy in namespace " + namespace;
  }

  /** Replaces each {@code policy ns/name} in a text by the words that the reader may see. */
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
