package io.milvus.residency.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milvus.residency.picture.TimelinePage;
import io.milvus.residency.picture.TimelineSvg;
import io.milvus.residency.simulation.Timeline;
import java.util.List;

/** Formats timelines. */
final class TimelineOutput {

  private TimelineOutput() {}

  /**
   * Returns the text in a format.
   *
   * @throws UserException if the format can't show so many collections
   */
  static String of(List<Timeline> timelines, SimulationFormat format)
      throws JsonProcessingException, UserException {
    return switch (format) {
      case json -> OutputWriter.json(Timelines.of(timelines));
      case yaml -> OutputWriter.yaml(Timelines.of(timelines));
      case html -> TimelinePage.of(timelines);
      case svg -> TimelineSvg.of(single(timelines));
      default ->
          String.join(
              System.lineSeparator().repeat(2), timelines.stream().map(TimelineTable::of).toList());
    };
  }

  private static Timeline single(List<Timeline> timelines) throws UserException {
    if (timelines.size() > 1) {
      throw new UserException(
          "-o svg shows one collection, but the policies name "
              + timelines.size()
              + ". Use -o html, or give the policies of one collection at a time.");
    }
    return timelines.get(0);
  }

  /** An object rather than a list, so that fields can be added. */
  private record Timelines(List<TimelineView> timelines) {
    static Timelines of(List<Timeline> timelines) {
      return new Timelines(timelines.stream().map(TimelineView::of).toList());
    }
  }
}
