package io.milvus.residency.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** How the pages are written, for the tests: CONTRIBUTING.md explains it to writers. */
final class Blocks {

  /** The start of the command line where residency is not installed. */
  static final List<String> JAR = List.of("java", "-jar", "target/residency.jar");

  /** The languages that a test checks. */
  static final Set<String> LANGUAGES = Set.of("yaml", "sh", "console", "python", "text");

  /** The pages with text that is no output: a picture, and settings of other programs. */
  static final Set<String> NO_OUTPUT =
      Set.of("docs/design.md", "docs/gitops.md", "docs/security.md");

  private static final JsonNode VALUES = values();

  private Blocks() {}

  /** Returns the blocks of commands that no other test runs. */
  static List<Block> commands(Page page) {
    return of(page, Set.of("sh", "console"));
  }

  /** Returns the blocks of YAML that no other test runs. */
  static List<Block> yaml(Page page) {
    return of(page, Set.of("yaml"));
  }

  /** Returns true for values of the chart. */
  static boolean valuesOfChart(JsonNode yaml) {
    return yaml.isObject()
        && yaml.properties().stream().allMatch(field -> VALUES.has(field.getKey()));
  }

  private static List<Block> of(Page page, Set<String> languages) {
    return page.blocks().stream()
        .filter(block -> languages.contains(block.language()))
        .filter(block -> block.test().isEmpty())
        .toList();
  }

  private static JsonNode values() {
    try {
      return new ObjectMapper()
          .readTree(Path.of("deploy", "chart", "values.schema.json").toFile())
          .path("properties");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
