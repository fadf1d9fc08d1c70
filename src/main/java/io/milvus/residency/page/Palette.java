package io.milvus.residency.page;

/**
 * The colors of pages and pictures as CSS custom properties, for light, dark and print. The six
 * series are those of Okabe and Ito, changed until each has a contrast of 3:1 to the ground and can
 * be told from the others with the three kinds of color blindness; {@code --on-1} is the color of
 * text on {@code --series-1}.
 */
public final class Palette {

  /** The number of series: {@code --series-1} to {@code --series-6}. */
  public static final int SERIES = 6;

  private static final String LIGHT =
      """
        --ground: #ffffff; --panel: #f5f7f9; --line: #d8dee4; --edge: #848d97;
        --ink: #1b1f24; --muted: #57606a; --accent: #0b5cad;
        --good: #0b6b4f; --warn: #8a4b00; --bad: #a4260f;
        --series-1: #0072b2; --on-1: #ffffff; --series-2: #c98500; --on-2: #111418;
        --series-3: #009e73; --on-3: #111418; --series-4: #cc79a7; --on-4: #111418;
        --series-5: #8f3200; --on-5: #ffffff; --series-6: #404b5a; --on-6: #ffffff;
      """;

  private static final String DARK =
      """
        --ground: #14171c; --panel: #1c2128; --line: #343b44; --edge: #7d8793;
        --ink: #e6edf3; --muted: #9ba6b2; --accent: #6cb6ff;
        --good: #4fd1a5; --warn: #f0b040; --bad: #ff8f7a;
        --series-1: #3d9be0; --on-1: #111418; --series-2: #e69f00; --on-2: #111418;
        --series-3: #12b886; --on-3: #111418; --series-4: #e8a3cc; --on-4: #111418;
        --series-5: #dd6428; --on-5: #111418; --series-6: #c8d0da; --on-6: #111418;
      """;

  private Palette() {}

  /**
   * Returns the rules that set the properties: light, dark if the reader prefers it, and light on
   * paper.
   *
   * @param selector the selector of the elements that get them, as in {@code :root}
   */
  public static String css(String selector) {
    String rule = selector + " {\n%s}\n";
    return rule.formatted(LIGHT)
        + "@media screen and (prefers-color-scheme: dark) {\n"
        + rule.formatted(DARK)
        + "}\n";
  }
}
