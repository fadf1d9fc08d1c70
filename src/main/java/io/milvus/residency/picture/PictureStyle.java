package io.milvus.residency.picture;

import io.milvus.residency.page.Markup;
import io.milvus.residency.page.Palette;

/** The CSS and the patterns of pictures. */
final class PictureStyle {

  private static final String SHAPES =
      """
      .loaded, .held, .waiting { shape-rendering: crispEdges; }
      .undecided { --color: var(--edge); --on: var(--ground); }
      .loaded { fill: var(--color); }
      .held { stroke: var(--color); stroke-width: 1; }
      .held.undecided { fill: url(#held-u); }
      .waiting { fill: var(--ground); stroke: var(--color); stroke-width: 1.5;
        stroke-dasharray: 3 2; }
      .expected { stroke: var(--edge); stroke-width: 2; stroke-dasharray: 1 4; }
      .resident { fill: var(--muted); fill-opacity: .16; shape-rendering: crispEdges; }
      .count { stroke: var(--muted); stroke-width: 1.5; }
      .tickline { stroke: var(--line); stroke-width: 1; shape-rendering: crispEdges; }
      .tickline.greater { stroke: var(--edge); }
      .now { stroke: var(--ink); stroke-width: 2; shape-rendering: crispEdges; }
      .unknown { fill: url(#unknown); }
      .tick { fill: var(--muted); font-size: 11px; }
      .tick.greater, .tick.present { fill: var(--ink); font-weight: 600; }
      .label { fill: var(--on); font-size: 10px; font-weight: 600; pointer-events: none; }
      .label.over { fill: var(--ink); paint-order: stroke; stroke: var(--ground);
        stroke-width: 4px; stroke-linejoin: round; }
      """;

  private PictureStyle() {}

  /** Returns the CSS of the shapes. */
  static String css() {
    StringBuilder css = new StringBuilder(SHAPES);
    for (int i = 1; i <= Palette.SERIES; i++) {
      css.append(".s%d { --color: var(--series-%d); --on: var(--on-%d); }\n".formatted(i, i, i));
      css.append(".held.s%d { fill: url(#held-%d); }\n".formatted(i, i));
      for (int texture = 1; texture <= RuleColors.TEXTURES; texture++) {
        css.append(
            ".loaded.s%d.t%d { fill: url(#texture-%d-%d); }\n".formatted(i, texture, texture, i));
      }
    }
    return css.toString();
  }

  /** Adds the patterns, which a document holds once. */
  static void patterns(Markup svg, RuleColors... timelines) {
    svg.open("defs");
    hatching(svg, "held-u", RuleColors.UNDECIDED);
    for (int i = 1; i <= Palette.SERIES; i++) {
      hatching(svg, "held-" + i, "s" + i);
    }
    int rules = 0;
    for (RuleColors timeline : timelines) {
      rules = Math.max(rules, timeline.rules().size());
    }
    for (int i = Palette.SERIES; i < Math.min(rules, Palette.SERIES * 3); i++) {
      texture(svg, i / Palette.SERIES, i % Palette.SERIES + 1);
    }
    pattern(svg, "unknown", "", 8, "rotate(-45)")
        .empty("rect", "width", "8", "height", "8", "fill", "var(--ground)")
        .empty("rect", "width", "1", "height", "8", "fill", "var(--edge)")
        .close();
    svg.close();
  }

  private static void hatching(Markup svg, String id, String color) {
    pattern(svg, id, color, 5, "rotate(45)")
        .empty("rect", "width", "5", "height", "5", "fill", "var(--ground)")
        .empty("rect", "width", "2", "height", "5", "fill", "var(--color)")
        .close();
  }

  private static void texture(Markup svg, int texture, int series) {
    pattern(svg, "texture-" + texture + "-" + series, "s" + series, 6, "rotate(0)")
        .empty("rect", "width", "6", "height", "6", "fill", "var(--color)");
    if (texture == 1) {
      svg.empty("circle", "cx", "3", "cy", "3", "r", "1", "fill", "var(--on)");
    } else {
      svg.empty("rect", "width", "1.5", "height", "6", "fill", "var(--on)");
    }
    svg.close();
  }

  private static Markup pattern(Markup svg, String id, String color, int size, String transform) {
    String length = Integer.toString(size);
    return svg.open(
        "pattern",
        "id",
        id,
        "class",
        color,
        "width",
        length,
        "height",
        length,
        "patternUnits",
        "userSpaceOnUse",
        "patternTransform",
        transform);
  }
}
