package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milvus.residency.api.TimeZones;
import io.milvus.residency.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the examples that users copy against the schema. */
class ExamplesTest {

  private static final Pattern BLOCK = Pattern.compile("(?s)\n```yaml\n(.*?)\n```\n");

  private final YAMLMapper yaml = new YAMLMapper();
  private final JsonNode crd =
      yaml.readTree(Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml").toFile());

  ExamplesTest() throws IOException {}

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/policy.md"})
  void validatesExamples(String page) throws IOException {
    Schema schema = Schema.of(crd, "v1alpha1", TimeZones::find);
    List<String> blocks = blocks(page);

    assertThat(blocks).isNotEmpty();
    for (String block : blocks) {
      assertThat(schema.check(policy(block), Optional.empty())).as(block).isEmpty();
    }
  }

  @Test
  void showsEveryFieldInFullExample() throws IOException {
    JsonNode spec = policy(blocks("README.md").get(1)).path("spec");
    Set<String> written = new TreeSet<>();
    names(spec, written);

    Set<String> all = new TreeSet<>();
    fields(crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"), all);
    assertThat(written).isEqualTo(all);
  }

  private static List<String> blocks(String page) throws IOException {
    return BLOCK
        .matcher(Files.readString(Path.of(page)))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** Returns an example, completed with the fields of the smallest policy. */
  private ObjectNode policy(String example) throws IOException {
    ObjectNode policy = (ObjectNode) yaml.readTree(blocks("README.md").get(0));
    JsonNode part = yaml.readTree(example);
    ObjectNode spec = (ObjectNode) policy.path("spec");
    if (part.isArray()) {
      spec.set("rules", part);
    } else if (part.has("rules")) {
      spec.set("rules", part.path("rules"));
    } else if (part.has("spec")) {
      policy.set("spec", part.path("spec"));
    }
    return policy;
  }

  private static void names(JsonNode node, Set<String> names) {
    node.properties().forEach(field -> names.add(field.getKey()));
    node.forEach(child -> names(child, names));
  }

  private static void fields(JsonNode schema, Set<String> names) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              names.add(field.getKey());
              fields(field.getValue(), names);
            });
    if (schema.has("items")) {
      fields(schema.path("items"), names);
    }
  }
}
