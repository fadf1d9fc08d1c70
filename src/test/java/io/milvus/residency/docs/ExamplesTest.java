package io.milvus.residency.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milvus.residency.app.Main;
import io.milvus.residency.cli.CliContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Validates the policies that users copy, and the parts of policies. */
class ExamplesTest {

  private static final String SMALLEST =
      """
      apiVersion: residency.milvus.io/v1alpha1
      kind: PartitionLoadPolicy
      metadata: {name: articles}
      spec:
        milvus: {uri: "http://milvus:19530"}
        collection: articles
        rules: [{name: serving, match: {names: [de]}, state: Loaded}]
      """;

  private final YAMLMapper yaml = new YAMLMapper();

  @Test
  void areValid() throws IOException {
    List<String> wrong = new ArrayList<>();
    int checked = 0;
    for (Page page : Page.all()) {
      for (Block block : Blocks.yaml(page)) {
        if (!valuesOfChart(block)) {
          checked++;
          problem(block).ifPresent(problem -> wrong.add(block + ": " + problem));
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(checked).isGreaterThan(10);
  }

  @Test
  void showEveryField() throws IOException {
    JsonNode crd =
        yaml.readTree(Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml").toFile());
    Block full = Blocks.yaml(Page.read(ReferencePage.PAGE)).get(0);
    Set<String> written = new TreeSet<>();
    names(yaml.readTree(full.text()).path("spec"), written);

    Set<String> all = new TreeSet<>();
    fields(crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"), all);
    assertThat(written).isEqualTo(all);
  }

  /** Helm checks these in {@code PageCommandsIT}. */
  private boolean valuesOfChart(Block block) throws IOException {
    return Blocks.valuesOfChart(yaml.readTree(block.text()));
  }

  private Optional<String> problem(Block block) throws IOException {
    JsonNode part = yaml.readTree(block.text());
    boolean whole = part.has("kind");
    if (whole && !part.path("kind").asText().equals("PartitionLoadPolicy")) {
      return Optional.of("name the test that runs it: <!-- tested by … -->");
    }
    String policy = whole ? block.text() : yaml.writeValueAsString(completed(part));
    CommandLine line =
        Main.commandLine(
            new CliContext(
                new ByteArrayInputStream(policy.getBytes(UTF_8)), Map.of(), Clock.systemUTC()));
    StringWriter printed = new StringWriter();
    line.setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed));
    int code = line.execute("validate", "-f", "-");
    return code == 0 && printed.toString().strip().equals("1 policy checked, 0 problems found.")
        ? Optional.empty()
        : Optional.of(printed.toString());
  }

  /** Returns a part of a policy, completed with the fields of the smallest policy. */
  private ObjectNode completed(JsonNode part) throws IOException {
    ObjectNode policy = (ObjectNode) yaml.readTree(SMALLEST);
    ObjectNode spec = (ObjectNode) policy.path("spec");
    if (part.isArray()) {
      spec.set("rules", part);
    } else if (part.has("spec")) {
      policy.set("spec", part.path("spec"));
    } else {
      spec.setAll((ObjectNode) part);
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
