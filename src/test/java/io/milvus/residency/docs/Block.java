package io.milvus.residency.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A block of code of a page.
 *
 * @param page the page, relative to the root of the project
 * @param line the number of its first line
 * @param language what stands after the fence; {@code sh} for an indented block
 * @param title the name of the file that the block shows
 * @param test the test that runs the block, from a comment before it
 * @param lines the code
 */
public record Block(
    String page,
    int line,
    String language,
    Optional<String> title,
    Optional<String> test,
    List<String> lines) {

  /** Returns the code. */
  public String text() {
    return String.join("\n", lines) + "\n";
  }

  /** A command, with the output that the page shows for it. */
  public record Step(String command, List<String> output) {}

  /**
   * Returns the commands of a block: all lines, or those after a prompt and the output below them.
   */
  public List<Step> steps() {
    boolean prompts = lines.stream().anyMatch(line -> line.startsWith("$ "));
    List<Step> steps = new ArrayList<>();
    StringBuilder command = new StringBuilder();
    for (String line : lines) {
      boolean continued = command.toString().endsWith("\\\n");
      if (continued || !prompts || line.startsWith("$ ")) {
        command.append(prompts && !continued ? line.substring(2) : line).append('\n');
        if (!line.endsWith("\\")) {
          steps.add(new Step(command.toString().strip(), new ArrayList<>()));
          command.setLength(0);
        }
      } else if (!steps.isEmpty()) {
        steps.get(steps.size() - 1).output().add(line);
      }
    }
    steps.removeIf(step -> step.command().isEmpty() || step.command().startsWith("#"));
    return steps;
  }

  /** Returns the place of the block, for messages. */
  @Override
  public String toString() {
    return page + ":" + line;
  }

  /** The words of languages that people write in different ways. */
  static String language(String word) {
    return Map.of("yml", "yaml", "bash", "sh", "shell", "sh").getOrDefault(word, word);
  }
}
