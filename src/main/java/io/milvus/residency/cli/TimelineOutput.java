package io.milvus.residency.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milvus.residency.simulation.Timeline;
import java.util.List;

/** Formats timelines. */
final class TimelineOutput {

  private TimelineOutput() {}

  /** Returns the text in a format. */
  static String of(List<Timeline> timelines, SimulationFormat format)
      throws JsonProcessingException {
    return switch (format) {
      case json -> OutputWriter.json(Timelines.of(timelines));
      case yaml -> OutputWriter.yaml(Timelines.of(timelines));
      default ->
          String.join(
              System.lineSeparator().repeat(2),
              timelines.stream().map(TimelineTable::of).toList());
    };
  }

  /** An object rather than a list, so that fields can be added. */
  private record Timelines(List<TimelineView> timelines) {
    static Timelines of(List<Timeline> timelines) {
      return new Timelines(timelines.stream().map(TimelineView::of).toList());
    }
  }
}
