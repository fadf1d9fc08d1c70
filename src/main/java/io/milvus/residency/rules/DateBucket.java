package io.milvus.residency.rules;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.util.Comparator;

/**
 * A local hour, day, ISO week, month or year, as a wall clock and a calendar show it.
 *
 * @param unit the length of the bucket
 * @param index the number of the bucket on the calendar; consecutive buckets differ by one
 */
public record DateBucket(Unit unit, long index) implements Comparable<DateBucket> {

  private static final Comparator<DateBucket> ORDER =
      Comparator.comparing(DateBucket::unit).thenComparingLong(DateBucket::index);

  /** The length of a bucket. */
  public enum Unit {
    HOUR,
    DAY,
    WEEK,
    MONTH,
    YEAR
  }

  /** Returns the bucket that contains a local time. */
  static DateBucket of(Unit unit, LocalDateTime local) {
    long day = local.getLong(ChronoField.EPOCH_DAY);
    return new DateBucket(
        unit,
        switch (unit) {
          case HOUR -> day * 24 + local.getHour();
          case DAY -> day;
          // Day 0 was a Thursday.
          case WEEK -> Math.floorDiv(day + DayOfWeek.THURSDAY.getValue() - 1, 7);
          case MONTH -> local.getLong(ChronoField.PROLEPTIC_MONTH);
          case YEAR -> local.getYear();
        });
  }

  /** Returns the local time at which the next bucket starts. */
  LocalDateTime end() {
    long next = index + 1;
    return switch (unit) {
      case HOUR -> LocalDate.EPOCH.atStartOfDay().plusHours(next);
      case DAY -> LocalDate.ofEpochDay(next).atStartOfDay();
      case WEEK ->
          LocalDate.ofEpochDay(next * 7 - DayOfWeek.THURSDAY.getValue() + 1).atStartOfDay();
      case MONTH -> LocalDate.EPOCH.with(ChronoField.PROLEPTIC_MONTH, next).atStartOfDay();
      case YEAR -> LocalDate.EPOCH.with(ChronoField.YEAR, next).atStartOfDay();
    };
  }

  @Override
  public int compareTo(DateBucket other) {
    return ORDER.compare(this, other);
  }
}
