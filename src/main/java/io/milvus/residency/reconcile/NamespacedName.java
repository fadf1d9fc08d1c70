package io.milvus.residency.reconcile;

/**
 * The name of a namespaced object, such as a Secret or a ConfigMap.
 *
 * @param namespace the namespace of the object
 * @param name the name in that namespace
 */
public record NamespacedName(String namespace, String name) {

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
