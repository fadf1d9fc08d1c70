package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The workflow of each commit, which runs what the pages tell people to run. */
class WorkflowsTest {

  private static final Path CI = Path.of(".github", "workflows", "ci.yml");

  @Test
  void runsCommandsOfThePages() throws IOException {
    List<String> shown = new ArrayList<>();
    for (String page : List.of("README.md", "docs/image.md")) {
      Files.readAllLines(Path.of(page)).forEach(line -> shown.add(line.strip()));
    }

    assertThat(builds()).contains("mvn verify").isSubsetOf(shown);
  }

  private static List<String> builds() throws IOException {
    List<String> builds = new ArrayList<>();
    for (JsonNode job : new YAMLMapper().readTree(CI.toFile()).path("jobs")) {
      for (JsonNode step : job.path("steps")) {
        String command = step.path("run").asText();
        if (command.startsWith("mvn ")) {
          builds.add(command);
        }
      }
    }
    return builds;
  }
}
