package io.milvus.residency.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.PolicyName;

/**
 * A Kubernetes object as written in a file.
 *
 * @param file the name of the file in messages
 * @param tree the fields of the object
 */
record Manifest(String file, ObjectNode tree) {

  static final String KIND = "PartitionLoadPolicy";
  private static final JsonMapper JSON = new JsonMapper();

  /** The number of characters that the API server appends to {@code generateName}. */
  private static final int GENERATED = 5;

  /** The most characters of {@code generateName} that the API server uses. */
  private static final int GENERATED_FROM = 58;

  /** Returns whether the object is meant to be a policy: the API group has no other kind. */
  boolean isPolicy() {
    return kind().equalsIgnoreCase(KIND)
        || tree.path("apiVersion").asText().startsWith(PartitionLoadPolicy.GROUP + "/");
  }

  String kind() {
    return tree.path("kind").asText();
  }

  /**
   * Returns the name, with the namespace that kubectl takes if none is given. A name that the API
   * server generates ends with {@code *}.
   */
  PolicyName name() {
    JsonNode metadata = tree.path("metadata");
    String namespace = metadata.path("namespace").asText();
    boolean unnamed = namespace.isEmpty() || metadata.path("namespace").isNull();
    return new PolicyName(
        unnamed ? "default" : namespace,
        isNameGenerated() ? text(metadata, "generateName") + "*" : text(metadata, "name"));
  }

  /** Returns whether the API server generates the name, as with {@code kubectl create}. */
  boolean isNameGenerated() {
    JsonNode metadata = tree.path("metadata");
    return text(metadata, "name").isEmpty() && !text(metadata, "generateName").isEmpty();
  }

  /** Returns the name, or an example of the name that the API server generates. */
  String exampleOfName() {
    String start = text(tree.path("metadata"), "generateName");
    return isNameGenerated()
        ? start.substring(0, Math.min(start.length(), GENERATED_FROM)) + "x".repeat(GENERATED)
        : name().name();
  }

  private static String text(JsonNode object, String field) {
    return object.path(field).isNull() ? "" : object.path(field).asText();
  }

  @Override
  public String toString() {
    return name().name().isEmpty() ? file : file + " (" + name().name() + ")";
  }

  /** Returns the policy as the operator reads it. */
  PartitionLoadPolicy policy() {
    try {
      PartitionLoadPolicy policy = JSON.treeToValue(tree, PartitionLoadPolicy.class);
      policy.getMetadata().setNamespace(name().namespace());
      policy.getMetadata().setName(name().name());
      return policy;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(file + ": " + e.getOriginalMessage(), e);
    }
  }
}
