package io.milvus.residency.model;

import java.util.List;
import java.util.function.IntUnaryOperator;

/** Shortens lists and texts for readers and for the limits of the API server. */
public final class Phrases {

  private static final String CUT = "…";

  private Phrases() {}

  /** Returns the first names and the number of the others, as in "a, b and 3 more". */
  public static String firstOf(List<String> names, int most) {
    String first = String.join(", ", names.subList(0, Math.min(most, names.size())));
    int more = names.size() - most;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /**
   * Returns as much of a text as fits, without cutting a character in two.
   *
   * @param most the limit in characters (code points), including the "…" at the cut
   */
  public static String cut(String text, int most) {
    return cut(text, most, character -> 1);
  }

  /**
   * Returns as much of a text as fits, without cutting a character in two.
   *
   * @param most the limit in bytes of UTF-8, including the "…" at the cut
   */
  public static String cutToBytes(String text, int most) {
    return cut(text, most, Phrases::bytes);
  }

  private static String cut(String text, int most, IntUnaryOperator size) {
    if (text.codePoints().map(size).asLongStream().sum() <= most) {
      return text;
    }
    int left = most - size.applyAsInt(CUT.codePointAt(0));
    int end = 0;
    while (left >= size.applyAsInt(text.codePointAt(end))) {
      left -= size.applyAsInt(text.codePointAt(end));
      end = text.offsetByCodePoints(end, 1);
    }
    return text.substring(0, end) + CUT;
  }

  private static int bytes(int character) {
    if (character < 0x80) {
      return 1;
    }
    if (character < 0x800) {
      return 2;
    }
    return character < 0x10000 ? 3 : 4;
  }
}
