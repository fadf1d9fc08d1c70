package io.milvus.residency.picture;

import static io.milvus.residency.picture.Scale.number;

import io.milvus.residency.page.Markup;

/**
 * Numbers of partitions over time, as columns side by side.
 *
 * @param scale the places of times
 * @param words the words for times
 * @param y the top
 * @param height the height of the highest column
 * @param most the number at that height
 */
record Columns(Scale scale, SpanWords words, double y, double height, int most) {

  /**
   * Draws the columns.
   *
   * @param color the classes that color them
   */
  void draw(Markup svg, Counts counts, String color) {
    for (Counts.Step step : counts.steps()) {
      int plain = step.loaded() - step.held();
      column(svg, step, 0, plain, Mark.LOADED, color);
      column(svg, step, plain, step.held(), Mark.HELD, color);
      column(svg, step, step.loaded(), step.waiting(), Mark.WAITING, color);
    }
  }

  /** Draws a line along the tops of the columns. */
  void outline(Markup svg, Counts counts) {
    Counts.Step before = null;
    for (Counts.Step step : counts.steps()) {
      if (before != null) {
        line(svg, scale.x(step.from()), top(before.loaded()), scale.x(step.from()), step);
      }
      line(svg, scale.x(step.from()), top(step.loaded()), scale.x(step.to()), step);
      before = step;
    }
  }

  private void line(Markup svg, String x, double top, String until, Counts.Step step) {
    svg.empty(
        "line",
        "class",
        "count",
        "x1",
        x,
        "y1",
        number(top),
        "x2",
        until,
        "y2",
        number(top(step.loaded())));
  }

  private void column(Markup svg, Counts.Step step, int below, int count, Mark mark, String color) {
    if (count == 0) {
      return;
    }
    svg.open(
            "rect",
            "class",
            mark + " " + color,
            "x",
            scale.x(step.from()),
            "y",
            number(top(below + count)),
            "width",
            scale.width(step.from(), step.to()),
            "height",
            number(top(below) - top(below + count)))
        .leaf("title", title(step))
        .close();
  }

  private String title(Counts.Step step) {
    String text =
        words.time(step.from()) + " to " + words.time(step.to()) + "\n" + step.loaded() + " loaded";
    if (step.held() > 0) {
      text += ", " + step.held() + " of them held";
    }
    if (step.waiting() > 0) {
      text += ", " + step.waiting() + " waiting";
    }
    return text;
  }

  private double top(int count) {
    return y + height - height * count / Math.max(1, most);
  }
}
