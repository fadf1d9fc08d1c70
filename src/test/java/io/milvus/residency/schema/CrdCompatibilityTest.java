package io.milvus.residency.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the CRD with that of the last release, which stored policies were written for. */
class CrdCompatibilityTest {

  private static final String FILE = "partitionloadpolicies.residency.milvus.io.yaml";
  private static final Path RELEASED = Path.of("src", "test", "resources", "released", FILE);
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void acceptsAllThatTheLastReleaseAccepted() throws IOException {
    JsonNode released = YAML.readTree(RELEASED.toFile());
    JsonNode current = YAML.readTree(Path.of("crds", FILE).toFile());

    assertThat(CrdChanges.incompatible(released, current))
        .as("Keep what is released, or serve a new version beside it (docs/versions.md)")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          timeZone:                              | timeZones:          | timeZone: the field is gone
          enum: [Enforce, Observe, Suspended]    | enum: [Enforce]     | "Observe" is gone
          required: [milvus, collection, rules]  | required: [milvus, collection, rules, order] | required "order" is new
          maxLength: 512                         | maxLength: 511      | maxLength was 512, is 511
          minItems: 1                            | minItems: 2         | minItems was 1, is 2
          default: UTC                           | default: Local      | default was "UTC", is "Local"
          format: int32                          | format: int64       | format was "int32", is "int64"
          self.database == oldSelf.database      | self.database == '' | validation "self.database == ''" is new
          served: true                           | served: false       | served was true, is false
          name: v1alpha1                         | name: v1beta1       | v1alpha1: the version is gone
          jsonPath: .spec.mode                   | jsonPath: .spec.order | {"jsonPath":".spec.mode"} is gone
          shortNames: [plp]                      | shortNames: []      | "plp" is gone
          scope: Namespaced                      | scope: Cluster      | scope was "Namespaced", is "Cluster"
          """)
  void reportsIncompatibleChange(String released, String current, String sentence)
      throws IOException {
    assertThat(CrdChanges.incompatible(crd(), changed(released, current)))
        .anySatisfy(found -> assertThat(found).contains(sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          timeZone:                           | note: {type: string}\\n                timeZone:
          enum: [Enforce, Observe, Suspended] | enum: [Enforce, Observe, Suspended, Advise]
          maxLength: 512                      | maxLength: 513
          required: [milvus, collection, rules] | required: [milvus, collection]
          description: The Milvus collection    | description: A collection of Milvus
          """)
  void acceptsCompatibleChange(String released, String current) throws IOException {
    assertThat(CrdChanges.incompatible(crd(), changed(released, current))).isEmpty();
  }

  private static JsonNode crd() throws IOException {
    return YAML.readTree(RELEASED.toFile());
  }

  private static JsonNode changed(String from, String to) throws IOException {
    String text = Files.readString(RELEASED);
    assertThat(text).contains(from);
    return YAML.readTree(text.replace(from, to.replace("\\n", "\n")));
  }
}
