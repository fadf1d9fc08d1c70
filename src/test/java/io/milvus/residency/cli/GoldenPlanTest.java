package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Plans the golden cases of the planner by the command. */
class GoldenPlanTest {

  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

  @TestFactory
  Stream<DynamicTest> plansGoldenCasesLikeThePlanner() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders.sorted().toList().stream()
          .map(folder -> dynamicTest(folder.getFileName().toString(), () -> assertSteps(folder)));
    }
  }

  private static void assertSteps(Path folder) throws IOException {
    JsonNode expected = new YAMLMapper().readTree(folder.resolve("plan.yaml").toFile());
    String[] arguments = {
      "plan",
      "-f",
      folder.resolve("policy.yaml").toString(),
      "--partitions",
      folder.resolve("world.yaml").toString(),
      "-o",
      "json"
    };

    CommandRun run = CommandRun.of(arguments);

    Optional<String> refusal = refusal(folder.getFileName().toString());
    if (refusal.isPresent()) {
      assertThat(run.err()).contains(refusal.get());
      assertThat(run.code()).isEqualTo(1);
      return;
    }
    assertThat(run.err()).isEmpty();
    JsonNode plan = new JsonMapper().readTree(run.out()).path("plans").get(0);
    assertThat(actual(plan.path("steps"))).isEqualTo(written(expected.path("steps")));
    assertThat(plan.path("nextLook").asText()).isEqualTo(expected.path("nextLook").asText());
    assertThat(plan.path("issues").size()).isEqualTo(expected.path("issues").size());
  }

  /** Returns the error for a case that only the planner can be given, not the command. */
  private static Optional<String> refusal(String folder) {
    return Optional.ofNullable(
        Map.of(
                "50-a-partition-key-collection-is-left-alone", "has a partition key",
                "52-no-policy-changes-nothing", "contains no PartitionLoadPolicy",
                "53-a-name-is-not-a-pattern", "in body should match")
            .get(folder));
  }

  private static List<String> actual(JsonNode steps) {
    List<String> calls = new ArrayList<>();
    for (JsonNode step : steps) {
      step.path("partitions")
          .forEach(p -> calls.add(step.path("action").asText() + " " + p.asText()));
    }
    return calls;
  }

  private static List<String> written(JsonNode steps) {
    List<String> calls = new ArrayList<>();
    for (JsonNode step : steps) {
      step.path("cancel").fieldNames().forEachRemaining(name -> calls.add("Cancel " + name));
      step.path("load").fieldNames().forEachRemaining(name -> calls.add("Load " + name));
      step.path("release").fieldNames().forEachRemaining(name -> calls.add("Release " + name));
    }
    return calls;
  }
}
