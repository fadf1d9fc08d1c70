package io.milvus.residency.cli;

import io.milvus.residency.api.Durations;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The length of a simulation as users write it: a duration that may begin with days. */
final class Period {

  private static final Pattern DAYS = Pattern.compile("(?:(\\d{1,3})d)?(.*)", Pattern.DOTALL);
  private static final Duration LONGEST = Duration.ofDays(366);

  private Period() {}

  /**
   * Parses a period.
   *
   * @throws UserException if the text is not a period, or one that is empty or too long
   */
  static Duration parse(String text) throws UserException {
    Matcher parts = DAYS.matcher(text);
    if (!parts.matches() || text.isEmpty()) {
      throw refused(text);
    }
    Duration days = Duration.ofDays(parts.group(1) == null ? 0 : Long.parseLong(parts.group(1)));
    Duration period;
    try {
      period = parts.group(2).isEmpty() ? days : days.plus(Durations.parse(parts.group(2)));
    } catch (IllegalArgumentException e) {
      throw refused(text);
    }
    if (period.isZero() || period.compareTo(LONGEST) > 0) {
      throw refused(text);
    }
    return period;
  }

  private static UserException refused(String text) {
    return new UserException(
        "--for "
            + text
            + ": must be whole numbers with the units d, h, m or s, as in 14d or 36h, and at most "
            + LONGEST.toDays()
            + "d");
  }

  /** Formats a period in a form that {@link #parse} accepts. */
  static String format(Duration period) {
    String rest = Durations.format(period.minusDays(period.toDays()));
    if (period.toDays() == 0) {
      return rest;
    }
    return period.toDays() + "d" + (rest.equals("0s") ? "" : rest);
  }
}
