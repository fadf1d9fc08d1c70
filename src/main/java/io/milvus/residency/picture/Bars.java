package io.milvus.residency.picture;

import static io.milvus.residency.picture.Scale.number;

import io.milvus.residency.model.Phrases;
import io.milvus.residency.page.Markup;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Span;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The bars of partitions, one row after the other. */
final class Bars {

  /** The height of a row. */
  static final int ROW = 20;

  private static final int TOP = 4;
  private static final int HEIGHT = 12;
  private static final int LONGEST_NAME = 255;

  /** The least widths of the plot, in pixels, on a screen and on a phone. */
  private static final int SCREEN = 600;

  private static final int PHONE = 210;

  /** The least width of what is held or waits, in pixels. */
  private static final int LEAST = 6;

  private static final double BRIEF = (double) LEAST / PHONE;

  private final Scale scale;
  private final RuleColors rules;
  private final SpanWords words;
  private Set<String> above = Set.of();

  Bars(Scale scale, RuleColors rules, SpanWords words) {
    this.scale = scale;
    this.rules = rules;
    this.words = words;
  }

  /**
   * Draws the bars of a partition. They are labelled only with what the row above does not say.
   * What is held or waits for a short time lies over the bars beside it, so that it can be seen.
   *
   * @param y the top of the row
   */
  void draw(Markup svg, PartitionTimeline partition, double y) {
    Set<String> labels = new HashSet<>();
    Markup brief = new Markup();
    double latest = -1;
    for (Span span : partition.spans()) {
      Mark mark = Mark.of(partition, span);
      if (mark == Mark.RELEASED) {
        continue;
      }
      String title =
          Phrases.cut(partition.partition(), LONGEST_NAME)
              + "\n"
              + words.period(span)
              + "\n"
              + words.reason(partition, span);
      if (mark == Mark.EXPECTED) {
        line(svg, span, y, title);
        continue;
      }
      double from = scale.fraction(span.from());
      if (brief(span, mark) && from - latest >= 2 * BRIEF) {
        briefBar(brief, span, mark, y, title);
        latest = from;
        continue;
      }
      bar(svg, span, mark, y, title);
      String label = label(span, mark);
      if (above.contains(label) || labels.contains(label) || label(svg, span, label, mark, y)) {
        labels.add(label);
      }
    }
    svg.add(brief);
    above = labels;
  }

  /** Returns whether a pattern is narrower than it can be recognized on a phone. */
  private boolean brief(Span span, Mark mark) {
    return (mark == Mark.HELD || mark == Mark.WAITING)
        && scale.fraction(span.to()) - scale.fraction(span.from()) < BRIEF;
  }

  /** Draws a bar as wide as its time or the least width, whichever is more. */
  private void briefBar(Markup svg, Span span, Mark mark, double y, String title) {
    boolean last = scale.fraction(span.from()) > 1 - BRIEF;
    String least = number(LEAST);
    svg.open("g", "class", mark + " " + rules.classes(span)).leaf("title", title);
    if (last) {
      rect(svg, y, scale.x(span.to()), least, "transform", "translate(-" + least + ")").close();
    } else {
      rect(svg, y, scale.x(span.from()), least).close();
    }
    rect(svg, y, scale.x(span.from()), scale.bar(span.from(), span.to())).close();
    svg.close();
  }

  private void bar(Markup svg, Span span, Mark mark, double y, String title) {
    String x = scale.x(span.from());
    String width = scale.bar(span.from(), span.to());
    rect(svg, y, x, width, "class", mark + " " + rules.classes(span)).leaf("title", title).close();
  }

  private static Markup rect(Markup svg, double y, String x, String width, String... more) {
    String[] place = {"x", x, "y", number(y + TOP), "width", width, "height", number(HEIGHT)};
    return svg.open(
        "rect", Stream.concat(Stream.of(more), Stream.of(place)).toArray(String[]::new));
  }

  private void line(Markup svg, Span span, double y, String title) {
    String middle = number(y + ROW / 2.0);
    svg.open(
            "line",
            "class",
            Mark.EXPECTED.toString(),
            "x1",
            scale.x(span.from()),
            "x2",
            scale.x(span.to()),
            "y1",
            middle,
            "y2",
            middle)
        .leaf("title", title)
        .close();
  }

  private String label(Span span, Mark mark) {
    if (mark == Mark.LOADED) {
      return RuleColors.Rule.of(span).map(RuleColors.Rule::name).orElse("");
    }
    return span.decision().map(decision -> SpanWords.hold(decision.reason())).orElse("");
  }

  /** Returns false if there is no room. */
  private boolean label(Markup svg, Span span, String label, Mark mark, double y) {
    double part = scale.fraction(span.to()) - scale.fraction(span.from());
    double needed = label.codePointCount(0, label.length()) * 6.4 + 10;
    if (label.isEmpty() || part * SCREEN < needed) {
      return false;
    }
    String color = mark == Mark.LOADED ? "on " + rules.classes(span) : "over";
    svg.open(
            "svg",
            "x",
            scale.x(span.from()),
            "y",
            number(y),
            "width",
            scale.width(span.from(), span.to()),
            "height",
            number(ROW))
        .leaf(
            "text",
            label,
            "class",
            "label " + color + (part * PHONE < needed ? " wide" : ""),
            "x",
            "6",
            "y",
            number(ROW / 2.0 + 3.5))
        .close();
    return true;
  }
}
