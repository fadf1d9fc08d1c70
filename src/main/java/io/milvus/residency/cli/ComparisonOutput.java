package io.milvus.residency.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.function.Function;

/** Formats comparisons. */
final class ComparisonOutput {

  private ComparisonOutput() {}

  static String of(List<ComparisonView> comparisons, SimulationFormat format)
      throws JsonProcessingException {
    return switch (format) {
      case json -> OutputWriter.json(new Comparisons(comparisons));
      case yaml -> OutputWriter.yaml(new Comparisons(comparisons));
      case markdown -> joined(comparisons, ComparisonMarkdown::of);
      default -> joined(comparisons, ComparisonTable::of);
    };
  }

  private static String joined(
      List<ComparisonView> comparisons, Function<ComparisonView, String> text) {
    return String.join(System.lineSeparator().repeat(2), comparisons.stream().map(text).toList());
  }

  /** An object rather than a list, so that fields can be added. */
  private record Comparisons(List<ComparisonView> comparisons) {}
}
