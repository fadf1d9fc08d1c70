package io.milvus.residency.testkit;

import java.util.Base64;

/** Keys and certificates as text. */
final class Pem {

  private static final int LINE = 64;

  private Pem() {}

  /** Encodes bytes as {@code -----BEGIN type-----} and so on. */
  static String of(String type, byte[] encoded) {
    String lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
  }
}
