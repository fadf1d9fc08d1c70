package io.milvus.residency.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.plan.PolicyName;

/**
 * A Kubernetes object as somebody wrote it.
 *
 * @param file where it stands
 * @param tree what it says
 */
record Manifest(String file, ObjectNode tree) {

  static final String KIND = "PartitionLoadPolicy";
  private static final JsonMapper JSON = new JsonMapper();

  boolean isPolicy() {
    return kind().equals(KIND);
  }

  String kind() {
    return tree.path("kind").asText();
  }

  /** Without a namespace it goes where kubectl puts it. */
  PolicyName name() {
    JsonNode metadata = tree.path("metadata");
    return new PolicyName(
        metadata.path("namespace").asText("default"), metadata.path("name").asText());
  }

  @Override
  public String toString() {
    return file + " (" + name().name() + ")";
  }

  /** As the operator reads it. */
  PartitionLoadPolicy policy() {
    try {
      return JSON.treeToValue(tree, PartitionLoadPolicy.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(file + ": " + e.getOriginalMessage(), e);
    }
  }
}
