package io.milvus.residency.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A problem of one field of an object.
 *
 * @param path the field, as in {@code spec.rules[0].match}
 * @param message the description of the problem, without the path in front
 */
public record Problem(String path, String message) {

  private static final Pattern FIELD_IN_FRONT =
      Pattern.compile("([\\w.\\[\\]]+): (.*)", Pattern.DOTALL);
  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

  /**
   * Moves the field in front of the message to the path: the rules of the schema begin with one, as
   * in {@code spec.rules[].match}, where the API server would name only what the rule stands at.
   */
  public Problem {
    Matcher parts = FIELD_IN_FRONT.matcher(message);
    String general = INDEX.matcher(path).replaceAll("[]");
    if (parts.matches() && isAtOrBelow(parts.group(1), general)) {
      path += parts.group(1).substring(general.length());
      message = parts.group(2);
    }
  }

  private static boolean isAtOrBelow(String field, String path) {
    return path.isEmpty() || field.equals(path) || field.startsWith(path + ".");
  }

  /** Returns the path and the message in one line. */
  @Override
  public String toString() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
