package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A percentage, written as in {@code 25%}.
 *
 * @param value 0 to 100
 */
public record Percent(int value) implements Comparable<Percent> {

  private static final Pattern FORM = Pattern.compile("(100|[1-9]?[0-9])%");

  /**
   * Parses a percentage.
   *
   * @throws IllegalArgumentException if the text is not a percentage, with a message for users
   */
  @JsonCreator
  public static Percent parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("must be 0% to 100%, as in 25%, but is \"" + text + '"');
    }
    return new Percent(Integer.parseInt(text.substring(0, text.length() - 1)));
  }

  /** Returns this share of a whole, rounded down. */
  public int of(int whole) {
    return (int) ((long) whole * value / 100);
  }

  @Override
  public int compareTo(Percent other) {
    return Integer.compare(value, other.value);
  }

  @JsonValue
  @Override
  public String toString() {
    return value + "%";
  }
}
