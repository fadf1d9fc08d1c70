package io.milvus.residency.api;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Kubernetes writes them: whole numbers with a unit, as in {@code 1h30m} or {@code
 * 45s}.
 */
public final class Durations {

  /** The syntax of a duration, in words. */
  static final String FORM = "whole numbers with the units h, m or s, as in 30s or 1h30m";

  private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}[hms])+");
  private static final Pattern PART = Pattern.compile("(\\d{1,9})([hms])");

  private Durations() {}

  /**
   * Parses a duration.
   *
   * @throws IllegalArgumentException if the text is not a duration, with a message for users
   */
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException("must be " + FORM + ", but is \"" + text + '"');
    }
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long number = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "h" -> Duration.ofHours(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofSeconds(number);
              });
    }
    return sum;
  }

  /** Formats a duration, rounded down to seconds, in a form that {@link #parse} accepts. */
  public static String format(Duration duration) {
    if (duration.toSeconds() == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    append(text, duration.toHours(), 'h');
    append(text, duration.toMinutesPart(), 'm');
    append(text, duration.toSecondsPart(), 's');
    return text.toString();
  }

  private static void append(StringBuilder text, long number, char unit) {
    if (number != 0) {
      text.append(number).append(unit);
    }
  }
}
