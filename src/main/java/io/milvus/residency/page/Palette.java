package io.milvus.residency.page;

/**
 * The colors of pages and pictures as CSS custom properties, for light, dark and print. The six
 * series began as those of Okabe and Ito, and were changed until each has a contrast of 3:1 to the
 * ground and can be told from the others, and from {@code --edge}, with each of the three kinds of
 * color blindness; {@code --on-1} is the color of text on {@code --series-1}.
 */
public final class Palette {

  /** The number of series: {@code --series-1} to {@code --series-6}. */
  public static final int SERIES = 6;

  private static final String LIGHT =
      """
        --ground: #ffffff; --panel: #f5f7f9; --line: #d8dee4; --edge: #848d97;
        --ink: #1b1f24; --muted: #57606a; --accent: #0b5cad;
        --good: #0b6b4f; --warn: #8a4b00; --bad: #a4260f;
        --series-1: #1176b9; --on-1: #ffffff; --series-2: #c9851a; --on-2: #111418;
        --series-3: #1b7123; --on-3: #ffffff; --series-4: #a54e75; --on-4: #ffffff;
        --series-5: #742415; --on-5: #ffffff; --series-6: #454161; --on-6: #ffffff;
      """;

  private static final String DARK =
      """
        --ground: #14171c; --panel: #1c2128; --line: #343b44; --edge: #7d8793;
        --ink: #e6edf3; --muted: #9ba6b2; --accent: #6cb6ff;
        --good: #4fd1a5; --warn: #f0b040; --bad: #ff8f7a;
        --series-1: #1a9ce3; --on-1: #111418; --series-2: #e3a219; --on-2: #111418;
        --series-3: #97c990; --on-3: #111418; --series-4: #daaed8; --on-4: #111418;
        --series-5: #dc640c; --on-5: #111418; --series-6: #d9dadf; --on-6: #111418;
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
