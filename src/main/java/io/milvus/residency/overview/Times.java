package io.milvus.residency.overview;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The words for times. */
final class Times {

  private Times() {}

  /** Returns a time to the second. */
  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Returns the time since an instant in its largest unit, as in "3 h". */
  static String ago(Instant then, Instant now) {
    return rounded(Duration.between(then, now));
  }

  /** Returns the time until an instant in its largest unit, as in "3 h". */
  static String until(Instant then, Instant now) {
    return rounded(Duration.between(now, then));
  }

  private static String rounded(Duration duration) {
    if (duration.toDays() > 1) {
      return duration.toDays() + " d";
    }
    if (duration.toHours() > 1) {
      return duration.toHours() + " h";
    }
    return duration.toMinutes() > 1
        ? duration.toMinutes() + " min"
        : Math.max(0, duration.toSeconds()) + " s";
  }
}
