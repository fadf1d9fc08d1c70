package io.milvus.residency.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Compares the CRD schema with the Java types that the operator reads. */
class SchemaTest {

  private static final JsonNode SCHEMA =
      read().at("/spec/versions/0/schema/openAPIV3Schema/properties");

  @Test
  void hasTheFieldsOfPolicySpec() {
    Set<String> fields = fields(SCHEMA.path("spec"), "");

    Set<String> components = components(PolicySpec.class, "");
    components.remove(".invalid");
    assertThat(fields).isEqualTo(components);
  }

  @Test
  void hasTheFieldsOfPolicyStatus() {
    assertThat(fields(SCHEMA.path("status"), "")).isEqualTo(components(PolicyStatus.class, ""));
  }

  @Test
  void showsNoTimeToComeAsAge() {
    // kubectl prints a date of the future as <invalid>.
    for (JsonNode column : read().at("/spec/versions/0/additionalPrinterColumns")) {
      boolean age = column.path("jsonPath").asText().equals(".metadata.creationTimestamp");
      assertThat(column.path("type").asText().equals("date")).as(column.toString()).isEqualTo(age);
    }
  }

  @Test
  void hasTheValuesOfEnums() {
    assertThat(values("/spec/properties/mode")).isEqualTo(texts(Mode.values()));
    assertThat(values("/spec/properties/rules/items/properties/state"))
        .isEqualTo(texts(RuleState.values()));
    assertThat(values("/spec/properties/rules/items/properties/otherwise"))
        .isEqualTo(texts(RuleState.values()));
    assertThat(values("/spec/properties/order")).isEqualTo(texts(Order.values()));
    assertThat(values("/spec/properties/deletionPolicy")).isEqualTo(texts(DeletionPolicy.values()));
    assertThat(values("/spec/properties/load/properties/settings"))
        .isEqualTo(texts(SettingsSource.values()));
    assertThat(values("/spec/properties/load/properties/priority"))
        .isEqualTo(texts(LoadPriority.values()));
    assertThat(values("/spec/properties/rules/items/properties/during/items/properties/days/items"))
        .isEqualTo(texts(Weekday.values()));
  }

  @Test
  void hasTheDefaultsOfPolicySpec() {
    JsonNode spec = SCHEMA.at("/spec/properties");
    PolicySpec omitted =
        new PolicySpec(
            null, null, null, null, null, null, null, null, null, null, null, Optional.empty());

    assertThat(omitted.mode()).hasToString(spec.at("/mode/default").asText());
    assertThat(omitted.database()).isEqualTo(spec.at("/database/default").asText());
    assertThat(omitted.interval())
        .isEqualTo(Durations.parse(spec.at("/interval/default").asText()));
    assertThat(omitted.timeZone()).hasToString(spec.at("/timeZone/default").asText());
    assertThat(omitted.order()).hasToString(spec.at("/order/default").asText());
    assertThat(omitted.deletionPolicy()).hasToString(spec.at("/deletionPolicy/default").asText());
    JsonNode load = spec.at("/load/properties");
    assertThat(omitted.load().settings()).hasToString(load.at("/settings/default").asText());
    assertThat(omitted.load().priority()).hasToString(load.at("/priority/default").asText());
    JsonNode safety = spec.at("/safety/properties");
    assertThat(omitted.safety().releaseDelay())
        .isEqualTo(Durations.parse(safety.at("/releaseDelay/default").asText()));
    assertThat(omitted.safety().maxReleasePerChange())
        .hasToString(safety.at("/maxReleasePerChange/default").asText());
    assertThat(omitted.safety().minResident()).isEqualTo(safety.at("/minResident/default").asInt());
  }

  @Test
  void limitsPendingToMaxPending() {
    assertThat(SCHEMA.at("/status/properties/pending/maxItems").asInt())
        .isEqualTo(PolicyStatus.MAX_PENDING);
  }

  @Test
  void describesAndBoundsEveryField() {
    Map<String, String> wrong = new TreeMap<>();
    walk(
        SCHEMA.path("spec"),
        "spec",
        (path, node) -> {
          if (node.path("description").asText().isBlank()) {
            wrong.put(path, "no description");
          }
          boolean bounded =
              switch (node.path("type").asText()) {
                case "string" -> node.has("maxLength") || node.has("enum") || node.has("format");
                case "array" -> node.has("maxItems");
                default -> true;
              };
          if (!bounded) {
            wrong.put(path, "no bound");
          }
        });

    assertThat(wrong).isEmpty();
  }

  @Test
  void hasNoDefaultsInLists() {
    List<String> wrong = new ArrayList<>();
    walk(
        SCHEMA.path("spec"),
        "spec",
        (path, node) -> {
          if (path.contains("[]") && node.has("default")) {
            wrong.add(path);
          }
        });

    assertThat(wrong).as("defaults that Argo CD would always show as a difference").isEmpty();
  }

  @Test
  void hasReasonsThatConditionsAllow() {
    assertThat(Reason.values()).allMatch(r -> r.toString().matches("[A-Z][A-Za-z]{1,62}"));
  }

  private static void walk(JsonNode node, String path, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(path, node);
    node.path("properties")
        .properties()
        .forEach(e -> walk(e.getValue(), path + "." + e.getKey(), visitor));
    if (node.has("items")) {
      walk(node.path("items"), path + "[]", visitor);
    }
  }

  private static Set<String> fields(JsonNode schema, String root) {
    Set<String> fields = new TreeSet<>();
    walk(
        schema,
        root,
        (path, node) -> {
          if (!path.isEmpty() && !path.endsWith("[]")) {
            fields.add(path);
          }
        });
    return fields;
  }

  private static Set<String> components(Class<?> type, String path) {
    Set<String> names = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = path + "." + component.getName();
      names.add(name);
      Type inner = component.getGenericType();
      String suffix = "";
      if (inner instanceof ParameterizedType generic) {
        suffix = generic.getRawType() == List.class ? "[]" : "";
        inner = generic.getActualTypeArguments()[0];
      }
      if (inner instanceof Class<?> nested && nested.isRecord() && nested != Percent.class) {
        names.addAll(components(nested, name + suffix));
      } else if (inner == Condition.class) {
        for (String field :
            List.of(
                "type",
                "status",
                "observedGeneration",
                "lastTransitionTime",
                "reason",
                "message")) {
          names.add(name + suffix + "." + field);
        }
      }
    }
    return names;
  }

  private static Set<String> values(String path) {
    Set<String> values = new TreeSet<>();
    SCHEMA.at(path).path("enum").forEach(value -> values.add(value.asText()));
    return values;
  }

  private static Set<String> texts(Object[] values) {
    Set<String> texts = new TreeSet<>();
    Arrays.stream(values).map(Object::toString).forEach(texts::add);
    return texts;
  }

  private static JsonNode read() {
    try {
      return new YAMLMapper()
          .readTree(Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
