package io.milvus.residency.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.PolicyName;

/**
 * A Kubernetes object as somebody wrote it.
 *
 * @param file where it stands
 * @param tree what it says
 */
record Manifest(String file, ObjectNode tree) {

  static final String KIND = "PartitionLoadPolicy";
  private static final JsonMapper JSON = new JsonMapper();

  /** How many characters the API server appends to {@code generateName}. */
  private static final int GENERATED = 5;

  /** How many characters of {@code generateName} it takes at most. */
  private static final int GENERATED_FROM = 58;

  /** Returns whether it is a policy, or was meant to be one: our group has nothing else. */
  boolean isPolicy() {
    return kind().equalsIgnoreCase(KIND)
        || tree.path("apiVersion").asText().startsWith(PartitionLoadPolicy.GROUP + "/");
  }

  String kind() {
    return tree.path("kind").asText();
  }

  /**
   * Returns the name. Without a namespace it goes where kubectl puts it, and one that the API
   * server makes up ends with a {@code *} here.
   */
  PolicyName name() {
    JsonNode metadata = tree.path("metadata");
    String namespace = metadata.path("namespace").asText();
    boolean unnamed = namespace.isEmpty() || metadata.path("namespace").isNull();
    return new PolicyName(
        unnamed ? "default" : namespace,
        isNameGenerated() ? text(metadata, "generateName") + "*" : text(metadata, "name"));
  }

  /** Returns whether the API server makes up the name, as {@code kubectl create} lets it. */
  boolean isNameGenerated() {
    JsonNode metadata = tree.path("metadata");
    return text(metadata, "name").isEmpty() && !text(metadata, "generateName").isEmpty();
  }

  /** Returns a name as the API server makes it up, or else the name. */
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

  /** Returns it as the operator reads it. */
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
