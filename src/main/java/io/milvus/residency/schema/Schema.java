package io.milvus.residency.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The schema of one version of a custom resource. A schema with keywords that this class does not
 * support is refused, so that no object passes unchecked.
 */
public final class Schema {

  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "format",
          "description",
          "default",
          "enum",
          "required",
          "properties",
          "items",
          "minItems",
          "maxItems",
          "minLength",
          "maxLength",
          "pattern",
          "minimum",
          "maximum",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-validations");
  private static final Set<String> TYPES =
      Set.of("object", "array", "string", "integer", "number", "boolean");
  private static final Set<String> RULE_KEYWORDS = Set.of("rule", "message");

  private final JsonNode root;
  private final CelRules rules;

  private Schema(JsonNode root, Function<String, Optional<ZoneId>> zones) {
    this.root = root;
    this.rules = new CelRules(root, zones);
  }

  /**
   * Reads the schema of a version from a CustomResourceDefinition.
   *
   * @param zones finds a time zone by its name, as the API server does
   * @throws IllegalArgumentException if the version is missing or its schema is not supported
   */
  public static Schema of(JsonNode crd, String version, Function<String, Optional<ZoneId>> zones) {
    for (JsonNode candidate : crd.at("/spec/versions")) {
      if (candidate.path("name").asText().equals(version)) {
        JsonNode schema = candidate.at("/schema/openAPIV3Schema");
        understand(schema, "");
        return new Schema(schema, zones);
      }
    }
    throw new IllegalArgumentException("The CustomResourceDefinition has no version " + version);
  }

  private static void understand(JsonNode schema, String path) {
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      refuseUnless(KEYWORDS.contains(keyword.getKey()), path, keyword.getKey());
    }
    refuseUnless(TYPES.contains(schema.path("type").asText()), path, "type");
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      rule.fieldNames()
          .forEachRemaining(name -> refuseUnless(RULE_KEYWORDS.contains(name), path, name));
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> understand(field.getValue(), StructuralCheck.child(path, field.getKey())));
    if (schema.has("items")) {
      understand(schema.path("items"), path + "[]");
    }
  }

  private static void refuseUnless(boolean understood, String path, String keyword) {
    if (!understood) {
      throw new IllegalArgumentException(
          "The schema has " + keyword + " at " + path + ", which is not supported");
    }
  }

  /**
   * Returns the problems for which the API server would refuse an object.
   *
   * @param object the object as written
   * @param before the stored object, for an update; transition rules need it
   */
  public List<Problem> check(ObjectNode object, Optional<ObjectNode> before) {
    List<Problem> problems = new ArrayList<>(StructuralCheck.unknown(root, object));
    JsonNode filled = Defaults.filled(root, object);
    List<Problem> structure = StructuralCheck.check(root, filled);
    problems.addAll(structure);
    problems.addAll(
        rules.check(
            root, filled, before.map(old -> Defaults.filled(root, old)), structure.isEmpty()));
    return problems;
  }
}
