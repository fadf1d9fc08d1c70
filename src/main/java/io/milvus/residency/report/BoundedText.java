package io.milvus.residency.report;

import io.milvus.residency.model.Phrases;

/** Texts of a status, bounded to what its schema allows. */
final class BoundedText {

  private static final int LONGEST = 1024;

  private BoundedText() {}

  /** Returns as much of the text as fits. */
  static String capped(String text) {
    return Phrases.cut(text, LONGEST);
  }
}
