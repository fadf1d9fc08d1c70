package io.milvus.residency.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks features that the fixtures of the CRD do not need or can't show. */
class SchemaCheckTest {

  private static final Schema SCHEMA =
      schema(
          """
          type: object
          properties:
            size: {type: integer, default: 1, minimum: 1, maximum: 9}
            ratio: {type: number}
            limits:
              type: object
              default: {}
              properties:
                low: {type: integer, default: 3}
              x-kubernetes-validations:
                - {rule: self.low > 2, message: too low}
            items:
              type: array
              x-kubernetes-list-type: map
              x-kubernetes-list-map-keys: [key]
              items:
                type: object
                required: [key]
                properties:
                  key: {type: string}
                  value: {type: string}
                x-kubernetes-validations:
                  - {rule: self.value == oldSelf.value, message: may not change}
          x-kubernetes-validations:
            - {rule: "!has(self.ratio) || self.ratio > 0.5", message: too small}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                    | []
          {size: null}                          | []
          {size: 0}                             | [size: Invalid value: 0: size in body should be greater than or equal to 1]
          {size: 10}                            | [size: Invalid value: 10: size in body should be less than or equal to 9]
          {size: 1.5}                           | [size: Invalid value: "number": size in body must be of type integer: "number"]
          {ratio: 1}                            | []
          {ratio: 0.25}                         | [too small]
          {limits: {low: 2}}                    | [limits: too low]
          {limits: {low: two}}                  | [limits.low: Invalid value: "string": limits.low in body must be of type integer: "string"]
          {items: [{key: a}, {key: b}]}         | []
          {items: [{key: a}, {key: a}]}         | [items[1]: Duplicate value: {"key":"a"}]
          {other: 1}                            | [other: unknown field "other"]
          """)
  void reportsProblemsOfObjects(String object, String problems) {
    assertThat(SCHEMA.check(tree(object), Optional.empty())).hasToString(problems);
  }

  @Test
  void comparesItemsByTheirKeys() {
    ObjectNode before = tree("{items: [{key: a, value: x}, {key: b, value: y}]}");

    assertThat(SCHEMA.check(tree("{items: [{key: b, value: y}, {key: c}]}"), Optional.of(before)))
        .isEmpty();
    assertThat(SCHEMA.check(tree("{items: [{key: b, value: x}]}"), Optional.of(before)))
        .isEqualTo(List.of(new Problem("items[0]", "may not change")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: object, nullable: true}                                                | nullable
          {type: object, anyOf: []}                                                     | anyOf
          {type: object, properties: {a: {type: array, items: {type: string, not: {}}}}} | not at a[]
          {type: object, properties: {a: {description: no type}}}                        | type at a
          {type: object, x-kubernetes-validations: [{rule: a, messageExpression: b}]}    | messageExpression
          {type: object, x-kubernetes-validations: [{rule: self.isQuantity(}]}           | self.isQuantity(
          {type: object, x-kubernetes-validations: [{rule: isQuantity(self.a)}]}         | isQuantity(self.a)
          """)
  void refusesSchemaThatIsNotSupported(String text, String named) {
    assertThatThrownBy(() -> schema(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  private static Schema schema(String text) {
    JsonNode crd = tree("spec: {versions: [{name: v1, schema: {}}]}");
    ((ObjectNode) crd.at("/spec/versions/0/schema")).set("openAPIV3Schema", tree(text));
    return Schema.of(crd, "v1", name -> Optional.of(name).filter("UTC"::equals).map(ZoneId::of));
  }

  private static ObjectNode tree(String yaml) {
    try {
      return (ObjectNode) new YAMLMapper().readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
