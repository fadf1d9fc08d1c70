package io.milvus.residency.overview;

import java.util.regex.Pattern;

/** Texts of other programs, as they may be shown on a terminal and in a page. */
final class PlainText {

  /** Control and format characters, which could move the cursor or reverse the text. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

  private PlainText() {}

  /** Returns the text on one line, without characters that a terminal obeys. */
  static String of(String text) {
    return UNSEEN.matcher(text).replaceAll(" ");
  }
}
