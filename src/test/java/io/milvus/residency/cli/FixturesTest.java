package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares {@code validate} with the API server: {@code CrdFixturesIT} checks the same files and
 * messages against a real one.
 */
class FixturesTest {

  private static final Path FIXTURES = Path.of("src", "test", "resources", "crd");
  private static final String MESSAGE = "# message: ";
  private static final JsonMapper JSON = new JsonMapper();

  @TestFactory
  Stream<DynamicTest> acceptsValidFixtures() {
    return files("valid").map(file -> dynamicTest(name(file), () -> assertValid(file)));
  }

  @TestFactory
  Stream<DynamicTest> refusesInvalidFixturesWithTheirMessage() {
    return files("invalid").map(file -> dynamicTest(name(file), () -> assertRefused(file)));
  }

  @Test
  void checksSecondVersionAsChange() {
    List<Path> changes = files("invalid").filter(file -> read(file).contains("\n---\n")).toList();

    assertThat(changes)
        .isNotEmpty()
        .allMatch(
            file ->
                CommandRun.of("validate", "-o", "json", "-f", file.toString())
                    .out()
                    .contains("\"changeOf\""));
  }

  private static void assertValid(Path file) {
    CommandRun run = CommandRun.of("validate", "-f", file.toString());

    assertThat(run.out()).contains(" 0 problems found");
    assertThat(run.code()).isZero();
  }

  /** Expects the last document to be wrong; a document before is its present version. */
  private static void assertRefused(Path file) throws IOException {
    String message = read(file).lines().findFirst().orElseThrow().substring(MESSAGE.length());

    CommandRun run = CommandRun.of("validate", "-o", "json", "-f", file.toString());

    assertThat(run.code()).isEqualTo(1);
    JsonNode policies = JSON.readTree(run.out()).path("policies");
    List<String> found = new ArrayList<>();
    for (int i = 0; i < policies.size(); i++) {
      JsonNode problems = policies.get(i).path("problems");
      assertThat(problems.isEmpty()).as("document %s", i).isEqualTo(i < policies.size() - 1);
      problems.forEach(p -> found.add(p.path("path").asText() + ": " + p.path("message").asText()));
    }
    assertThat(found)
        .anyMatch(p -> p.contains(message) || p.replaceAll("\\[\\d+]", "[]").contains(message));
  }

  private static Stream<Path> files(String folder) {
    try (Stream<Path> files = Files.list(FIXTURES.resolve(folder))) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
