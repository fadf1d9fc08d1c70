package io.milvus.residency.collection;

/**
 * Names a Secret within the cluster.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record SecretName(String namespace, String name) {

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
