package io.milvus.residency.metrics;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milvus.residency.testkit.PrometheusBinaries;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts that ship, in the judgement of promtool. */
class AlertsIT {

  private static final Path RULE = Path.of("deploy", "metrics", "prometheusrule.yaml");
  private static final Path CASES = Path.of("src", "test", "resources", "metrics", "alerts.yaml");
  private static final Path RUNBOOK = Path.of("docs", "runbook.md");

  private final YAMLMapper yaml = new YAMLMapper();
  private final JsonNode spec = yaml.readTree(RULE.toFile()).path("spec");
  @TempDir private Path folder;

  AlertsIT() throws IOException {}

  @Test
  void haveValidExpressions() throws IOException {
    Path rules = Files.writeString(folder.resolve("all.yaml"), yaml.writeValueAsString(spec));

    promtool("check", "rules", rules.toString());
  }

  @Test
  void fireAndAreSilentAsTheCasesSay() throws IOException {
    JsonNode labelsOnly = spec.deepCopy();
    rules(labelsOnly).forEach(rule -> ((ObjectNode) rule).remove("annotations"));
    Files.writeString(folder.resolve("rules.yaml"), yaml.writeValueAsString(labelsOnly));
    Path cases = Files.copy(CASES, folder.resolve("alerts.yaml"));

    promtool("test", "rules", cases.toString());
  }

  @Test
  void haveFiringAndSilentCase() throws IOException {
    Map<String, Set<Boolean>> cases = new TreeMap<>();
    for (JsonNode test : yaml.readTree(CASES.toFile()).path("tests")) {
      for (JsonNode expected : test.path("alert_rule_test")) {
        cases
            .computeIfAbsent(expected.path("alertname").asText(), name -> new TreeSet<>())
            .add(expected.path("exp_alerts").isEmpty());
      }
    }

    assertThat(cases)
        .isEqualTo(
            rules(spec).stream().collect(toMap(AlertsIT::name, rule -> Set.of(true, false))));
  }

  @Test
  void nameTheirChapterOfTheRunbook() throws IOException {
    List<String> chapters =
        Pattern.compile("(?m)^## (Residency.+)$")
            .matcher(Files.readString(RUNBOOK))
            .results()
            .map(heading -> heading.group(1))
            .toList();

    assertThat(chapters).isEqualTo(rules(spec).stream().map(AlertsIT::name).toList());
    for (JsonNode rule : rules(spec)) {
      assertThat(rule.at("/annotations/runbook").asText())
          .isEqualTo(RUNBOOK + "#" + name(rule).toLowerCase(Locale.ROOT));
    }
  }

  private static List<JsonNode> rules(JsonNode spec) {
    return spec.path("groups").findValue("rules").valueStream().toList();
  }

  private static String name(JsonNode rule) {
    return rule.path("alert").asText();
  }

  private static void promtool(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = PrometheusBinaries.promtool().toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Shell.run(Map.of(), command).checked();
  }
}
