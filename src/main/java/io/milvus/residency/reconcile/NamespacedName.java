package io.milvus.residency.reconcile;

/**
 * Names an object of a namespace, such as a Secret or a ConfigMap, within the cluster.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record NamespacedName(String namespace, String name) {

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
