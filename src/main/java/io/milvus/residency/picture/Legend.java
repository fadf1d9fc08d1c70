package io.milvus.residency.picture;

import io.milvus.residency.model.Phrases;
import io.milvus.residency.page.Markup;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Span;
import io.milvus.residency.simulation.Timeline;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The legend of a timeline: the rules and the shapes that it shows.
 *
 * @param entries the entries in order
 */
record Legend(List<Entry> entries) {

  static final int SWATCH_WIDTH = 18;
  static final int SWATCH_HEIGHT = 12;

  private static final int MOST_RULES = 24;
  private static final int LONGEST = 60;

  /**
   * An entry.
   *
   * @param style the classes of its shape and color
   * @param text the words
   */
  record Entry(String style, String text) {

    Entry(Mark mark, String color, String text) {
      this(mark + " " + color, text);
    }

    /** Draws the shape. */
    void draw(Markup svg, double x, double y) {
      if (style.equals(Mark.EXPECTED.toString())) {
        String middle = Scale.number(y + SWATCH_HEIGHT / 2.0);
        svg.empty(
            "line",
            "class",
            style,
            "x1",
            Scale.number(x),
            "x2",
            Scale.number(x + SWATCH_WIDTH),
            "y1",
            middle,
            "y2",
            middle);
        return;
      }
      svg.empty(
          "rect",
          "class",
          style,
          "x",
          Scale.number(x + .75),
          "y",
          Scale.number(y + .75),
          "width",
          Scale.number(SWATCH_WIDTH - 1.5),
          "height",
          Scale.number(SWATCH_HEIGHT - 1.5));
    }
  }

  static Legend of(Timeline timeline, RuleColors rules) {
    List<Entry> entries = new ArrayList<>();
    for (RuleColors.Rule rule : rules.rules()) {
      if (entries.size() == MOST_RULES) {
        int more = rules.rules().size() - MOST_RULES;
        entries.add(new Entry(Mark.LOADED, rules.classes(rule), more + " more rules"));
        break;
      }
      String name = rule.name().isEmpty() ? "no rule" : rules.name(rule);
      Mark mark = rules.loads(rule) ? Mark.LOADED : Mark.HELD;
      entries.add(new Entry(mark, rules.classes(rule), Phrases.cut(name, LONGEST)));
    }
    Map<Mark, Set<String>> shapes = new EnumMap<>(Mark.class);
    boolean undecided = false;
    for (PartitionTimeline partition : timeline.partitions()) {
      for (Span span : partition.spans()) {
        Mark mark = Mark.of(partition, span);
        Set<String> holds = shapes.computeIfAbsent(mark, shape -> new TreeSet<>());
        if (mark == Mark.HELD || mark == Mark.WAITING) {
          span.decision().ifPresent(decision -> holds.add(SpanWords.hold(decision.reason())));
        }
        undecided |= mark == Mark.LOADED && span.decision().isEmpty();
      }
    }
    if (undecided) {
      entries.add(new Entry(Mark.LOADED, RuleColors.UNDECIDED, "decided by no policy"));
    }
    shapes.keySet().retainAll(EnumSet.of(Mark.HELD, Mark.WAITING, Mark.EXPECTED));
    shapes.forEach(
        (mark, holds) -> {
          String by = holds.isEmpty() ? "" : " (" + String.join(", ", holds) + ")";
          String style =
              mark == Mark.EXPECTED ? mark.toString() : mark + " " + RuleColors.UNDECIDED;
          entries.add(new Entry(style, mark + by + ": " + mark.meaning()));
        });
    if (timeline.incompleteFrom().isPresent()) {
      entries.add(new Entry("unknown", "not known: later than a simulation follows"));
    }
    return new Legend(entries);
  }
}
