package io.milvus.residency.plan;

import java.util.Comparator;

/**
 * Names a policy within the cluster.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record PolicyName(String namespace, String name) implements Comparable<PolicyName> {

  private static final Comparator<PolicyName> ORDER =
      Comparator.comparing(PolicyName::namespace).thenComparing(PolicyName::name);

  @Override
  public int compareTo(PolicyName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
