package io.milvus.residency.collection;

/**
 * Names a ConfigMap within the cluster.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record ConfigMapName(String namespace, String name) {

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
