package io.milvus.residency.picture;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The axis of time, in UTC.
 *
 * @param ticks its ticks in order
 */
record Axis(List<Tick> ticks) {

  private static final int MOST_TICKS = 15;

  private static final List<Step> STEPS =
      List.of(
          new Step(1, ChronoUnit.MINUTES, "HH:mm"),
          new Step(5, ChronoUnit.MINUTES, "HH:mm"),
          new Step(15, ChronoUnit.MINUTES, "HH:mm"),
          new Step(1, ChronoUnit.HOURS, "HH:mm"),
          new Step(3, ChronoUnit.HOURS, "HH:mm"),
          new Step(6, ChronoUnit.HOURS, "HH:mm"),
          new Step(12, ChronoUnit.HOURS, "HH:mm"),
          new Step(1, ChronoUnit.DAYS, "d MMM"),
          new Step(1, ChronoUnit.WEEKS, "d MMM"),
          new Step(2, ChronoUnit.WEEKS, "d MMM"),
          new Step(1, ChronoUnit.MONTHS, "MMM"),
          new Step(3, ChronoUnit.MONTHS, "MMM"),
          new Step(1, ChronoUnit.YEARS, "yyyy"),
          new Step(5, ChronoUnit.YEARS, "yyyy"));

  private static final Step LONGEST = new Step(50, ChronoUnit.YEARS, "yyyy");

  /**
   * A tick.
   *
   * @param time the time
   * @param label the text at it
   * @param greater whether the tick begins a day among hours, or a year among months
   */
  record Tick(Instant time, String label, boolean greater) {}

  /** Returns the axis of a period: minutes, hours, days, weeks, months or years by its length. */
  static Axis of(Instant from, Instant to) {
    for (Step step : STEPS) {
      if (ChronoUnit.SECONDS.between(from, to) / step.seconds() < MOST_TICKS) {
        return new Axis(step.ticks(from, to));
      }
    }
    return new Axis(LONGEST.ticks(from, to));
  }

  private record Step(int count, ChronoUnit unit, String format) {

    long seconds() {
      return count * unit.getDuration().toSeconds();
    }

    List<Tick> ticks(Instant from, Instant to) {
      List<Tick> ticks = new ArrayList<>();
      ZonedDateTime end = to.atZone(ZoneOffset.UTC);
      ZonedDateTime time = before(from.atZone(ZoneOffset.UTC));
      for (; time.isBefore(end); time = time.plus(count, unit)) {
        if (!time.toInstant().isBefore(from)) {
          ticks.add(tick(time));
        }
      }
      return ticks;
    }

    private ZonedDateTime before(ZonedDateTime time) {
      ZonedDateTime day = time.truncatedTo(ChronoUnit.DAYS);
      return switch (unit) {
        case MINUTES -> time.truncatedTo(ChronoUnit.HOURS);
        case WEEKS -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        case MONTHS -> day.withDayOfYear(1);
        case YEARS -> day.withDayOfYear(1).withYear(time.getYear() / count * count);
        default -> day;
      };
    }

    private Tick tick(ZonedDateTime time) {
      if (format.equals("HH:mm") && time.getHour() == 0 && time.getMinute() == 0) {
        return new Tick(time.toInstant(), text(time, "d MMM"), true);
      }
      if (format.equals("MMM") && time.getMonthValue() == 1) {
        return new Tick(time.toInstant(), text(time, "yyyy"), true);
      }
      return new Tick(time.toInstant(), text(time, format), false);
    }

    private static String text(ZonedDateTime time, String format) {
      return DateTimeFormatter.ofPattern(format, Locale.ENGLISH).format(time);
    }
  }
}
