package io.milvus.residency.milvus;

import com.google.protobuf.ByteString;
import io.milvus.residency.model.Phrases;

/** What a server writes, made fit for people, for logs and for the API server. */
final class ServerText {

  /** In bytes, and so in characters at most: what comes behind it nobody reads. */
  private static final int READ = 16 * 1024;

  private static final int SHOWN = 300;
  private static final int LONGEST_NAME = 255;

  private ServerText() {}

  /** The beginning of a text, which may have as many bytes as an answer. */
  static String start(ByteString text) {
    return text.substring(0, Math.min(READ, text.size())).toStringUtf8();
  }

  /** The beginning of a text. */
  static String start(String text) {
    return text.substring(0, Math.min(READ, text.length()));
  }

  /** As much of a text as people are shown, on one line and without control characters. */
  static String shown(String text) {
    String line = start(text).strip().lines().findFirst().orElse("");
    StringBuilder printable = new StringBuilder();
    line.codePoints().forEach(c -> printable.appendCodePoint(printable(c) ? c : ' '));
    return Phrases.cut(printable.toString(), SHOWN);
  }

  /**
   * Whether a name can be one: not empty, no longer than the 255 characters that Milvus allows
   * unless it is told otherwise, and with nothing in it that does not print.
   */
  static boolean isName(String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return false;
    }
    // Without a stream: this runs for every partition at each look.
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
