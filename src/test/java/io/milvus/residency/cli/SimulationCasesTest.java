package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Simulations, one folder for each: policies, the world they meet, and the printed timeline. A new
 * folder is a new test.
 */
class SimulationCasesTest {

  private static final Path FOLDER = Path.of("src", "test", "resources", "simulation");

  @TestFactory
  Stream<DynamicTest> simulatesAsWritten() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders.sorted().toList().stream()
          .map(folder -> dynamicTest(folder.getFileName().toString(), () -> assertTable(folder)));
    }
  }

  private static void assertTable(Path folder) throws IOException {
    JsonNode expected = new YAMLMapper().readTree(folder.resolve("timeline.yaml").toFile());
    assertThat(expected.path("about").asText()).as("what it shows").isNotBlank();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "simulate",
                "-f",
                folder.resolve("policy.yaml").toString(),
                "--partitions",
                folder.resolve("world.yaml").toString()));
    expected.path("arguments").forEach(argument -> arguments.add(argument.asText()));

    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .as(expected.path("about").asText())
        .isEqualToNormalizingNewlines(expected.path("table").asText());
  }
}
