package io.milvus.residency.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The differences between two CRDs that could make a stored policy invalid, change its meaning, or
 * break a client.
 */
final class CrdChanges {

  /** Keywords whose value must stay as it is, also if it was absent. */
  private static final List<String> FIXED =
      List.of(
          "type",
          "format",
          "pattern",
          "default",
          "nullable",
          "multipleOf",
          "uniqueItems",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "additionalProperties",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type",
          "x-kubernetes-int-or-string",
          "x-kubernetes-preserve-unknown-fields");

  private static final List<String> LOWER_BOUNDS =
      List.of("minimum", "minLength", "minItems", "minProperties");
  private static final List<String> UPPER_BOUNDS =
      List.of("maximum", "maxLength", "maxItems", "maxProperties");

  private final List<String> found = new ArrayList<>();

  private CrdChanges() {}

  /** Returns a sentence for each incompatible difference; empty if there is none. */
  static List<String> incompatible(JsonNode released, JsonNode current) {
    CrdChanges changes = new CrdChanges();
    changes.compareFixed("spec", released.path("spec"), current.path("spec"), "group", "scope");
    JsonNode names = released.at("/spec/names");
    changes.compareFixed(
        "spec.names", names, current.at("/spec/names"), "kind", "plural", "listKind", "singular");
    changes.compareLost("spec.names.shortNames", names, current.at("/spec/names"), "shortNames");
    changes.compareLost("spec.names.categories", names, current.at("/spec/names"), "categories");
    for (JsonNode version : released.at("/spec/versions")) {
      changes.compareVersion(version, current.at("/spec/versions"));
    }
    return changes.found;
  }

  private void compareVersion(JsonNode released, JsonNode all) {
    String name = released.path("name").asText();
    for (JsonNode version : all) {
      if (version.path("name").asText().equals(name)) {
        compareFixed(name, released, version, "served", "subresources");
        compareLost(name + ".selectableFields", released, version, "selectableFields");
        compareSchema(
            name, released.at("/schema/openAPIV3Schema"), version.at("/schema/openAPIV3Schema"));
        return;
      }
    }
    found.add(name + ": the version is gone");
  }

  private void compareSchema(String place, JsonNode released, JsonNode current) {
    compareFixed(place, released, current, FIXED.toArray(String[]::new));
    LOWER_BOUNDS.forEach(bound -> compareBound(place, bound, released, current, 1));
    UPPER_BOUNDS.forEach(bound -> compareBound(place, bound, released, current, -1));
    compareAdded(place, released, current, "required");
    compareAdded(place, rules(released), rules(current), "validation");
    if (released.has("enum")) {
      compareLost(place + ".enum", released, current, "enum");
    } else if (current.has("enum")) {
      found.add(place + ": enum is new");
    }
    for (Map.Entry<String, JsonNode> field : released.path("properties").properties()) {
      JsonNode now = current.path("properties").path(field.getKey());
      if (now.isMissingNode()) {
        found.add(place + "." + field.getKey() + ": the field is gone");
      } else {
        compareSchema(place + "." + field.getKey(), field.getValue(), now);
      }
    }
    if (released.has("items")) {
      compareSchema(place + "[]", released.path("items"), current.path("items"));
    }
  }

  private void compareFixed(String place, JsonNode released, JsonNode current, String... keys) {
    for (String key : keys) {
      if (!released.path(key).equals(current.path(key))) {
        found.add(
            place + ": " + key + " was " + shown(released, key) + ", is " + shown(current, key));
      }
    }
  }

  /** Reports a bound that is new or stricter; a bound that is gone accepts more. */
  private void compareBound(
      String place, String key, JsonNode released, JsonNode current, int stricter) {
    if (!current.has(key)) {
      return;
    }
    double now = current.path(key).asDouble();
    if (!released.has(key) || Double.compare(now, released.path(key).asDouble()) * stricter > 0) {
      found.add(
          place + ": " + key + " was " + shown(released, key) + ", is " + shown(current, key));
    }
  }

  private void compareLost(String place, JsonNode released, JsonNode current, String key) {
    Set<JsonNode> lost = elements(released.path(key));
    lost.removeAll(elements(current.path(key)));
    lost.forEach(element -> found.add(place + ": " + element + " is gone"));
  }

  private void compareAdded(String place, JsonNode released, JsonNode current, String key) {
    compareAdded(place, elements(released.path(key)), elements(current.path(key)), key);
  }

  private void compareAdded(
      String place, Set<JsonNode> released, Set<JsonNode> current, String what) {
    Set<JsonNode> added = new LinkedHashSet<>(current);
    added.removeAll(released);
    added.forEach(element -> found.add(place + ": " + what + " " + element + " is new"));
  }

  private static Set<JsonNode> rules(JsonNode schema) {
    Set<JsonNode> rules = new LinkedHashSet<>();
    schema.path("x-kubernetes-validations").forEach(each -> rules.add(each.path("rule")));
    return rules;
  }

  private static Set<JsonNode> elements(JsonNode list) {
    Set<JsonNode> elements = new LinkedHashSet<>();
    list.forEach(elements::add);
    return elements;
  }

  private static String shown(JsonNode node, String key) {
    return node.has(key) ? node.path(key).toString() : "absent";
  }
}
