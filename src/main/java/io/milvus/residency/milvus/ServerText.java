package io.milvus.residency.milvus;

import com.google.protobuf.ByteString;
import io.milvus.residency.model.Phrases;

/** Makes text from a server safe for users, logs and the API server. */
final class ServerText {

  /** The most bytes, and so characters, that are read of a text. */
  private static final int READ = 16 * 1024;

  private static final int SHOWN = 300;
  private static final int LONGEST_NAME = 255;

  private ServerText() {}

  /** Returns the beginning of a text, which may be as long as an answer. */
  static String start(ByteString text) {
    return text.substring(0, Math.min(READ, text.size())).toStringUtf8();
  }

  /** Returns the beginning of a text. */
  static String start(String text) {
    return text.substring(0, Math.min(READ, text.length()));
  }

  /** Returns the part of a text that users see: one line without control characters. */
  static String shown(String text) {
    String line = start(text).strip().lines().findFirst().orElse("");
    StringBuilder printable = new StringBuilder();
    line.codePoints().forEach(c -> printable.appendCodePoint(printable(c) ? c : ' '));
    return Phrases.cut(printable.toString(), SHOWN);
  }

  /**
   * Returns whether a name is valid: not empty, no longer than 255 characters (the default limit of
   * Milvus), and printable.
   */
  static boolean isName(String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return false;
    }
    // No stream: this runs for every partition at each look.
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      if (!printable(name.codePointAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean printable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
