package io.milvus.residency.picture;

/** Widths of texts, estimated for the sans-serif fonts of common systems at 12 pixels. */
final class TextWidth {

  private static final String THIN = " ijl.,:;'|!";
  private static final String NARROW = "frtI()[]{}-/";
  private static final String WIDE = "mwMW@%";

  /** The first character of the scripts whose characters are as wide as high. */
  private static final int SQUARE = 0x2E80;

  private TextWidth() {}

  /** Returns the width in pixels. */
  static double of(String text) {
    return text.codePoints().mapToDouble(TextWidth::of).sum();
  }

  /**
   * Returns a text as wide as there is room. What does not fit is left out in the middle, because
   * both ends tell names apart.
   */
  static String fit(String text, double width) {
    if (of(text) <= width) {
      return text;
    }
    int[] characters = text.codePoints().toArray();
    double left = width - of("…");
    int begin = 0;
    int end = characters.length;
    for (boolean front = true; ; front = !front) {
      int next = front ? characters[begin] : characters[end - 1];
      left -= of(next);
      if (left < 0) {
        break;
      }
      if (front) {
        begin++;
      } else {
        end--;
      }
    }
    return new String(characters, 0, begin)
        + "…"
        + new String(characters, end, characters.length - end);
  }

  private static double of(int character) {
    if (THIN.indexOf(character) >= 0) {
      return 3.7;
    }
    if (NARROW.indexOf(character) >= 0) {
      return 4.6;
    }
    if (WIDE.indexOf(character) >= 0) {
      return 12;
    }
    return character < SQUARE ? 7.2 : 12;
  }
}
