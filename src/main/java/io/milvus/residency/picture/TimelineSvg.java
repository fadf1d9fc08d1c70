package io.milvus.residency.picture;

import static io.milvus.residency.picture.Scale.number;

import io.milvus.residency.model.Phrases;
import io.milvus.residency.page.Markup;
import io.milvus.residency.page.Palette;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Timeline;
import java.util.List;

/**
 * A timeline as one SVG file, in light or dark as the reader prefers. Up to 60 partitions have a
 * row each; more are shown in groups by rule and family of names.
 */
public final class TimelineSvg {

  private static final int WIDTH = 880;
  private static final int MARGIN = 16;
  private static final int NAMES = 184;
  private static final int RIGHT = WIDTH - MARGIN;
  private static final int NAME_WIDTH = NAMES - MARGIN - 6;

  private static final int LONGEST_NOTE = 130;

  /** The width of the heading, at the size of other text: it is bold, and larger. */
  private static final double HEADING = (RIGHT - MARGIN) * .8 / 1.15;

  private static final int MOST_NOTES = 6;
  private static final int GROUP = 36;
  private static final int RESIDENTS = 40;

  private static final String STYLE =
      """
      svg { color-scheme: light dark; }
      text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
        font-size: 12px; fill: var(--ink); unicode-bidi: isolate; }
      .ground { fill: var(--ground); }
      .heading { font-size: 15px; font-weight: 600; }
      .muted { fill: var(--muted); }
      .warn { fill: var(--warn); }
      .expected-name { font-style: italic; }
      """;

  private final Scene scene;
  private final Timeline timeline;
  private final Scale scale;
  private final Markup head = new Markup();
  private final Markup rows = new Markup();
  private double y = 30;

  private TimelineSvg(Timeline timeline) {
    this.scene = Scene.of(timeline);
    this.timeline = timeline;
    this.scale = new Scale(timeline.from(), timeline.to(), NAMES, RIGHT - NAMES, "");
  }

  /** Returns the file. */
  public static String of(Timeline timeline) {
    return new TimelineSvg(timeline).draw();
  }

  private String draw() {
    drawHead();
    drawLegend();
    Grid grid = Grid.of(timeline, scale);
    text(head, "UTC", "muted", MARGIN, y);
    grid.labels(head, y);
    y += 8;
    double top = y;
    drawResidents();
    List<PartitionGroup> groups = scene.groups();
    groups.forEach(this::drawGroup);
    if (groups.isEmpty()) {
      drawPartitions();
    }
    drawIdle();
    Markup lines = new Markup();
    grid.lines(lines, number(top), number(y));
    grid.present(rows, number(top), number(y), number(y - top));
    if (y - top > 500) {
      grid.labels(rows, y + 14);
      y += 16;
    }
    return file(lines, number(y + MARGIN));
  }

  private void drawHead() {
    text(head, TextWidth.fit(scene.collection(), HEADING), "heading", MARGIN, y);
    y += 20;
    text(head, scene.period(), "muted", MARGIN, y);
    y += 18;
    text(head, scene.numbers(), "muted", MARGIN, y);
    List<String> notes = scene.notes();
    for (int i = 0; i < Math.min(MOST_NOTES, notes.size()); i++) {
      y += 20;
      text(head, "⚠ " + Phrases.cut(notes.get(i), LONGEST_NOTE), "warn", MARGIN, y);
    }
    if (notes.size() > MOST_NOTES) {
      y += 20;
      text(head, "and " + (notes.size() - MOST_NOTES) + " more", "warn", MARGIN, y);
    }
    y += 18;
  }

  private void drawLegend() {
    double x = MARGIN;
    for (Legend.Entry entry : Legend.of(timeline, scene.rules()).entries()) {
      double width = Legend.SWATCH_WIDTH + 6 + TextWidth.of(entry.text());
      if (x > MARGIN && x + width > RIGHT) {
        x = MARGIN;
        y += 20;
      }
      entry.draw(head, x, y);
      text(head, entry.text(), "", x + Legend.SWATCH_WIDTH + 6, y + 10);
      x += width + 18;
    }
    y += 42;
  }

  private void drawResidents() {
    Counts counts = Counts.ofResidents(timeline, scale);
    Columns columns =
        new Columns(scale, scene.words(), y + 4, RESIDENTS - 8, Math.max(1, counts.most()));
    text(rows, "Resident", "", MARGIN, y + 18);
    text(rows, scene.residents(), "muted", MARGIN, y + 33);
    columns.draw(rows, counts, "resident");
    columns.outline(rows, counts);
    y += RESIDENTS + 4;
  }

  private void drawPartitions() {
    Bars bars = new Bars(scale, scene.rules(), scene.words());
    for (PartitionTimeline partition : scene.shown()) {
      rows.open("g", "class", "partition", "data-partition", partition.partition());
      String style = partition.expected() ? "expected-name" : "";
      name(partition.partition(), style, y + Bars.ROW / 2.0 + 4);
      bars.draw(rows, partition, y);
      rows.close();
      y += Bars.ROW;
    }
  }

  private void drawIdle() {
    if (!scene.idle().isEmpty()) {
      rows.open("g", "class", "idle");
      text(
          rows,
          Scene.number(scene.idle().size()) + " more, not loaded",
          "muted",
          MARGIN,
          y + Bars.ROW / 2.0 + 4);
      rows.close();
      y += Bars.ROW;
    }
  }

  private void drawGroup(PartitionGroup group) {
    rows.open("g", "class", "group", "data-rule", scene.rule(group), "data-family", group.title());
    name(scene.rule(group), "", y + 15);
    name(group.title() + " (" + Scene.number(group.partitions().size()) + ")", "muted", y + 30);
    Counts counts = Counts.of(group.partitions(), scale);
    new Columns(scale, scene.words(), y + 4, GROUP - 8, group.partitions().size())
        .draw(rows, counts, scene.color(group));
    rows.close();
    y += GROUP;
  }

  /** Draws a name as long as there is room, and keeps a longer one in its title. */
  private void name(String name, String style, double baseline) {
    String shorter = TextWidth.fit(name, NAME_WIDTH);
    if (shorter.equals(name)) {
      text(rows, name, style, MARGIN, baseline);
      return;
    }
    rows.open("text", "class", style, "x", number(MARGIN), "y", number(baseline))
        .text(shorter)
        .leaf("title", Phrases.cut(name, 255))
        .close();
  }

  private static void text(Markup svg, String text, String style, double x, double y) {
    svg.leaf("text", text, "class", style, "x", number(x), "y", number(y));
  }

  private String file(Markup lines, String height) {
    Markup svg =
        new Markup()
            .open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "width",
                number(WIDTH),
                "height",
                height,
                "role",
                "img",
                "aria-labelledby",
                "title desc",
                "lang",
                "en");
    svg.leaf("title", scene.collection(), "id", "title")
        .leaf("desc", description(), "id", "desc")
        .leaf("style", "\n" + Palette.css("svg") + STYLE + PictureStyle.css());
    PictureStyle.patterns(svg, scene.rules());
    svg.empty("rect", "class", "ground", "width", "100%", "height", "100%");
    return svg.add(lines).add(head).add(rows).close() + "\n";
  }

  private String description() {
    return scene.period() + ": " + scene.numbers() + ". " + String.join(" ", scene.notes());
  }
}
