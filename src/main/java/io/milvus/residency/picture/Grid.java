package io.milvus.residency.picture;

import static io.milvus.residency.picture.Scale.number;

import io.milvus.residency.page.Markup;
import io.milvus.residency.simulation.Timeline;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The axis of a picture, and the lines behind its bars.
 *
 * @param timeline the timeline
 * @param scale the places of times
 * @param ticks the ticks of the axis
 */
record Grid(Timeline timeline, Scale scale, List<Axis.Tick> ticks) {

  /** The number of labels that fit on a phone. */
  private static final int FEW = 4;

  /** The number of labels that fit on paper; of more, every second one is spare. */
  private static final int HALF = 8;

  static Grid of(Timeline timeline, Scale scale) {
    return new Grid(timeline, scale, Axis.of(timeline.from(), timeline.to()).ticks());
  }

  /** Draws the labels of the ticks, which stand right of them. */
  void labels(Markup svg, double baseline) {
    text(svg, "now", "tick present", timeline.from(), baseline);
    List<Axis.Tick> few = few();
    for (int i = 0; i < ticks.size(); i++) {
      Axis.Tick tick = ticks.get(i);
      double place = scale.fraction(tick.time());
      if (place > .05 && place < .95) {
        boolean phone = few.contains(tick) && place > .16 && place < .84;
        boolean spare = ticks.size() > HALF && i % 2 == 1 && !tick.greater();
        String style =
            (tick.greater() ? "tick greater" : "tick")
                + (phone ? "" : " wide")
                + (spare ? " spare" : "");
        text(svg, tick.label(), style, tick.time(), baseline);
      }
    }
  }

  /** Returns the ticks that have a label on a phone, too. */
  private List<Axis.Tick> few() {
    List<Axis.Tick> greater = ticks.stream().filter(Axis.Tick::greater).toList();
    List<Axis.Tick> candidates = greater.size() > 1 ? greater : ticks;
    int every = (candidates.size() + FEW - 1) / FEW;
    return IntStream.range(0, candidates.size())
        .filter(i -> i % every == every / 2)
        .mapToObj(candidates::get)
        .toList();
  }

  /** Draws the lines at the ticks. */
  void lines(Markup svg, String top, String bottom) {
    for (Axis.Tick tick : ticks) {
      line(svg, tick.greater() ? "tickline greater" : "tickline", tick.time(), top, bottom);
    }
  }

  /** Draws the line of the present, and covers the time of which nothing is known. */
  void present(Markup svg, String top, String bottom, String height) {
    timeline
        .incompleteFrom()
        .ifPresent(
            time ->
                svg.open(
                        "rect",
                        "class",
                        "unknown",
                        "x",
                        scale.x(time),
                        "y",
                        top,
                        "width",
                        scale.width(time, timeline.to()),
                        "height",
                        height)
                    .leaf("title", "Nothing is known from here on")
                    .close());
    line(svg, "now", timeline.from(), top, bottom);
  }

  private void line(Markup svg, String style, Instant time, String top, String bottom) {
    String x = scale.x(time);
    svg.empty("line", "class", style, "x1", x, "x2", x, "y1", top, "y2", bottom);
  }

  private void text(Markup svg, String text, String style, Instant time, double baseline) {
    svg.leaf("text", text, "class", style, "x", scale.x(time), "dx", "4", "y", number(baseline));
  }
}
