package io.milvus.residency.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** The objects in the output of {@code kubectl kustomize} and {@code helm template}. */
public final class Manifests {

  private static final YAMLMapper YAML = new YAMLMapper();

  private Manifests() {}

  /** Returns the objects by kind, namespace and name. */
  public static Map<String, ObjectNode> read(String yaml) {
    Map<String, ObjectNode> objects = new TreeMap<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      while (documents.hasNext()) {
        JsonNode object = documents.next();
        if (object instanceof ObjectNode known) {
          JsonNode metadata = object.path("metadata");
          objects.put(
              object.path("kind").asText()
                  + " "
                  + metadata.path("namespace").asText()
                  + "/"
                  + metadata.path("name").asText(),
              known);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(yaml, e);
    }
    return objects;
  }

  /** Returns the objects of a folder for kustomize. */
  public static Map<String, ObjectNode> kustomize(String folder) {
    return read(
        Shell.run(Map.of(), KubeBinaries.kubectl().toString(), "kustomize", folder).checked());
  }
}
