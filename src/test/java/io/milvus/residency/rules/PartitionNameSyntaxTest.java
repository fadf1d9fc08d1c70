package io.milvus.residency.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Checks that names in lists and in policies have the same syntax. */
class PartitionNameSyntaxTest {

  @Test
  void hasTheSamePatternAsTheSchema() throws IOException {
    JsonNode names =
        new YAMLMapper()
            .readTree(Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml").toFile())
            .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/rules/items")
            .at("/properties/match/properties/names/items");

    assertThat(names.path("pattern").asText()).isEqualTo(PartitionNameSyntax.PATTERN);
    assertThat(names.path("maxLength").asInt()).isEqualTo(PartitionNameSyntax.MAX_LENGTH);
  }
}
