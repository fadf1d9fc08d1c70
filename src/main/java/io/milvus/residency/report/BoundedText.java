package io.milvus.residency.report;

import io.milvus.residency.model.Phrases;

/** Texts in a status, which stay within what its schema allows. */
final class BoundedText {

  private static final int LONGEST = 1024;

  private BoundedText() {}

  /** As much of a text as fits. */
  static String capped(String text) {
    return Phrases.cut(text, LONGEST);
  }
}
