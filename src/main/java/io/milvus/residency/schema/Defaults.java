package io.milvus.residency.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Fills in the defaults of omitted fields, as the API server does before it checks an object. */
final class Defaults {

  private Defaults() {}

  /** Returns a copy with the defaults of a schema; a null counts as omitted. */
  static JsonNode filled(JsonNode schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      return object(schema, object);
    }
    if (value instanceof ArrayNode array && schema.has("items")) {
      ArrayNode copy = array.arrayNode();
      array.forEach(item -> copy.add(filled(schema.path("items"), item)));
      return copy;
    }
    return value;
  }

  private static ObjectNode object(JsonNode schema, ObjectNode value) {
    ObjectNode copy = value.objectNode();
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode inner = schema.path("properties").path(field.getKey());
      if (!field.getValue().isNull()) {
        copy.set(field.getKey(), filled(inner, field.getValue()));
      }
    }
    for (Map.Entry<String, JsonNode> known : schema.path("properties").properties()) {
      JsonNode inner = known.getValue();
      if (!copy.has(known.getKey()) && inner.has("default")) {
        copy.set(known.getKey(), filled(inner, inner.path("default")));
      }
    }
    return copy;
  }
}
