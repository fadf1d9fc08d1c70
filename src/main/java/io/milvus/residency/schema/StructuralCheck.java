package io.milvus.residency.schema;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Checks types, bounds and names of fields, with the messages of the API server. */
final class StructuralCheck {

  private final List<Problem> problems = new ArrayList<>();

  private StructuralCheck() {}

  /** Returns the problems of a value whose defaults are filled in. */
  static List<Problem> check(JsonNode schema, JsonNode value) {
    StructuralCheck structure = new StructuralCheck();
    structure.value(schema, value, "");
    return structure.problems;
  }

  /** Returns a problem for each field that the schema does not have. */
  static List<Problem> unknown(JsonNode schema, JsonNode value) {
    StructuralCheck structure = new StructuralCheck();
    structure.fields(schema, value, "");
    return structure.problems;
  }

  static String child(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  static String item(String path, int index) {
    return path + "[" + index + "]";
  }

  private void fields(JsonNode schema, JsonNode value, String path) {
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String inner = child(path, field.getKey());
      JsonNode known = schema.path("properties").path(field.getKey());
      if (!known.isMissingNode()) {
        fields(known, field.getValue(), inner);
      } else if (schema.has("properties")) {
        problems.add(new Problem(inner, "unknown field \"" + inner + "\""));
      }
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      fields(schema.path("items"), value.get(i), item(path, i));
    }
  }

  private void value(JsonNode schema, JsonNode value, String path) {
    String type = schema.path("type").asText();
    if (!fits(type, value)) {
      String kind = kind(value);
      invalid(path, '"' + kind + '"', "must be of type " + type + ": \"" + kind + '"');
      return;
    }
    allowed(schema, value, path);
    switch (type) {
      case "object" -> object(schema, value, path);
      case "array" -> array(schema, value, path);
      case "string" -> string(schema, value, path);
      default -> number(schema, value, path);
    }
  }

  private static boolean fits(String type, JsonNode value) {
    return type.equals(kind(value)) || (type.equals("number") && value.isNumber());
  }

  private static String kind(JsonNode value) {
    return value.isIntegralNumber()
        ? "integer"
        : value.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private void allowed(JsonNode schema, JsonNode value, String path) {
    List<JsonNode> values = list(schema.path("enum"));
    if (!values.isEmpty() && !values.contains(value)) {
      String supported = values.stream().map(JsonNode::toString).collect(joining(", "));
      add(path, "Unsupported value: " + value + ": supported values: " + supported);
    }
  }

  private void object(JsonNode schema, JsonNode value, String path) {
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        add(child(path, name.asText()), "Required value");
      }
    }
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      if (value.has(field.getKey())) {
        value(field.getValue(), value.get(field.getKey()), child(path, field.getKey()));
      }
    }
  }

  private void array(JsonNode schema, JsonNode value, String path) {
    int size = value.size();
    if (size < schema.path("minItems").asInt(0)) {
      invalid(path, size, "should have at least " + schema.path("minItems") + " items");
    }
    if (size > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
      add(path, "Too many: %d: must have at most %s items".formatted(size, schema.get("maxItems")));
    }
    for (int i = 0; i < size; i++) {
      value(schema.path("items"), value.get(i), item(path, i));
    }
    duplicates(schema, value, path);
  }

  private void duplicates(JsonNode schema, JsonNode value, String path) {
    String kind = schema.path("x-kubernetes-list-type").asText();
    if (!kind.equals("set") && !kind.equals("map")) {
      return;
    }
    List<JsonNode> keys = list(schema.path("x-kubernetes-list-map-keys"));
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < value.size(); i++) {
      JsonNode key = kind.equals("set") ? value.get(i) : CelRules.key(keys, value.get(i));
      if (!seen.add(key)) {
        add(item(path, i), "Duplicate value: " + key);
      }
    }
  }

  private void string(JsonNode schema, JsonNode value, String path) {
    String text = value.asText();
    int length = text.codePointCount(0, text.length());
    if (length < schema.path("minLength").asInt(0)) {
      invalid(path, value, "should be at least " + schema.path("minLength") + " chars long");
    }
    if (length > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      add(path, "Too long: may not be more than " + schema.path("maxLength") + " bytes");
    }
    if (schema.has("pattern")
        && !Pattern.compile(schema.path("pattern").asText()).matcher(text).find()) {
      invalid(path, value, "should match '" + schema.path("pattern").asText() + "'");
    }
  }

  private void number(JsonNode schema, JsonNode value, String path) {
    if (schema.has("minimum") && compare(value, schema.path("minimum")) < 0) {
      invalid(path, value, "should be greater than or equal to " + schema.path("minimum"));
    }
    if (schema.has("maximum") && compare(value, schema.path("maximum")) > 0) {
      invalid(path, value, "should be less than or equal to " + schema.path("maximum"));
    }
  }

  private static int compare(JsonNode value, JsonNode bound) {
    return value.decimalValue().compareTo(bound.decimalValue());
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private void invalid(String path, Object value, String what) {
    add(path, "Invalid value: " + value + ": " + path + " in body " + what);
  }

  private void add(String path, String message) {
    problems.add(new Problem(path, message));
  }
}
