package io.milvus.residency.rules;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The syntax of partition names. It is that of Milvus 2.4 and later ({@code validatePartitionTag}
 * in its proxy), which accepts all names of earlier versions, and hyphens. The CRD has the same
 * syntax for {@code rules[].match.names}.
 */
public final class PartitionNameSyntax {

  /** The pattern of a name, without the limit of {@link #MAX_LENGTH}. */
  public static final String PATTERN = "^[A-Za-z0-9_][A-Za-z0-9_-]*$";

  /** The maximum length of a name, in characters: {@code proxy.maxNameLength} of Milvus. */
  public static final int MAX_LENGTH = 255;

  private static final Pattern NAME = Pattern.compile(PATTERN.substring(1, PATTERN.length() - 1));
  private static final int SHOWN = 40;

  private PartitionNameSyntax() {}

  /** Returns why a text can't be the name of a partition, as in "it contains ','", or empty. */
  public static Optional<String> problem(String name) {
    if (name.isEmpty()) {
      return Optional.of("it is empty");
    }
    if (!NAME.matcher(name).matches()) {
      return Optional.of(
          name.codePoints()
              .filter(c -> !mayHold(c))
              .mapToObj(c -> "it contains " + describe(c))
              .findFirst()
              .orElse("it begins with '-'"));
    }
    return name.length() > MAX_LENGTH
        ? Optional.of("it is longer than " + MAX_LENGTH + " characters")
        : Optional.empty();
  }

  /**
   * Returns a text in quotation marks, with invisible characters as in {@code \}{@code u00a0}, and
   * cut if it is long.
   */
  static String quoted(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints().limit(SHOWN).forEach(c -> shown.append(visible(c)));
    return shown.append(text.codePointCount(0, text.length()) > SHOWN ? "…\"" : "\"").toString();
  }

  private static boolean mayHold(int c) {
    return NAME.matcher("_" + Character.toString(c)).matches();
  }

  private static String describe(int c) {
    if (c == ' ') {
      return "a space";
    }
    return c > ' ' && c < 0x7f
        ? "'" + Character.toString(c) + "'"
        : "the character U+%04X".formatted(c) + name(c);
  }

  private static String name(int c) {
    return Optional.ofNullable(Character.getName(c)).map(name -> " (" + name + ")").orElse("");
  }

  private static String visible(int c) {
    boolean plain = c == ' ' || Character.isLetterOrDigit(c) || (c > ' ' && c < 0x7f);
    return plain ? Character.toString(c) : "\\u%04x".formatted(c);
  }
}
