package io.milvus.residency.cli;

import io.milvus.residency.model.Phrases;

/** Makes text of a cluster safe for a terminal, which control characters could take over. */
final class PlainText {

  /** The maximum length of a message of a condition, which the operator cuts, too. */
  private static final int LONGEST = 2048;

  private PlainText() {}

  /** Returns a text as one line without control characters. */
  static String of(String text) {
    return Phrases.cut(text.replaceAll("[\\p{Cc}\\p{Cf}\u2028\u2029]+", " ").strip(), LONGEST);
  }
}
