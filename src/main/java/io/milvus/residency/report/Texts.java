package io.milvus.residency.report;

/** Texts in a status, which stay within what its schema allows. */
final class Texts {

  private static final int LONGEST = 1024;

  private Texts() {}

  /** As much of a text as fits. */
  static String capped(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
  }
}
