package io.milvus.residency.rules;

import io.milvus.residency.api.Weekday;
import io.milvus.residency.api.WeeklyWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Unions of weekly windows. A window opens when clocks first show its {@code from} or later, and
 * closes when they last showed a time before its {@code to}: a missing local time moves to the next
 * valid instant, and a repeated one that is in stays in both times and in between.
 */
final class WeeklySchedule {

  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]|24:00");

  /** Clocks never jump further in a day, and an overnight window reaches into the next. */
  private static final int REACH = 2;

  /** A flip that a change of the clocks swallows comes a week or two later. */
  private static final int HORIZON = 22;

  private WeeklySchedule() {}

  private record Span(Instant start, Instant end) {
    boolean holds(Instant instant) {
      return !instant.isBefore(start) && instant.isBefore(end);
    }
  }

  /** Whether any of the windows holds the instant. */
  static boolean covers(List<WeeklyWindow> windows, Instant now, ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    return spans(windows, today.minusDays(REACH), today.plusDays(REACH), zone).stream()
        .anyMatch(span -> span.holds(now));
  }

  /** The next instant after now at which {@link #covers} is another; none if it stays for ever. */
  static Optional<Instant> nextChange(List<WeeklyWindow> windows, Instant now, ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    LocalDate horizon = today.plusDays(HORIZON);
    List<Span> spans = spans(windows, today.minusDays(REACH), horizon, zone);
    if (spans.stream().noneMatch(span -> span.holds(now))) {
      return spans.stream().map(Span::start).filter(now::isBefore).findFirst();
    }
    Instant end = now;
    for (Span span : spans) {
      if (span.start().isAfter(end)) {
        return Optional.of(end);
      }
      end = span.end().isAfter(end) ? span.end() : end;
    }
    // Beyond the horizon the next windows would follow.
    return Optional.of(end).filter(opening(horizon.atStartOfDay(), zone)::isAfter);
  }

  /** All that is not empty of the windows that start on these days, by start. */
  private static List<Span> spans(
      List<WeeklyWindow> windows, LocalDate first, LocalDate last, ZoneId zone) {
    List<Span> spans = new ArrayList<>();
    for (WeeklyWindow window : windows) {
      check(window);
      LocalTime from = LocalTime.parse(window.from());
      boolean midnight = window.to().equals("24:00");
      LocalTime to = midnight ? LocalTime.MIDNIGHT : LocalTime.parse(window.to());
      int days = midnight || to.isBefore(from) ? 1 : 0;
      first
          .datesUntil(last.plusDays(1))
          .filter(date -> startsOn(window, date))
          .map(
              date ->
                  new Span(
                      opening(date.atTime(from), zone),
                      closing(date.plusDays(days).atTime(to), zone)))
          .filter(span -> span.start().isBefore(span.end()))
          .forEach(spans::add);
    }
    spans.sort(Comparator.comparing(Span::start));
    return spans;
  }

  /**
   * Finds what is wrong with a window.
   *
   * @throws IllegalArgumentException with a message for people
   */
  static void check(WeeklyWindow window) {
    if (!TIME.matcher(window.from()).matches() || window.from().equals("24:00")) {
      throw new IllegalArgumentException(
          "during: from \"" + window.from() + "\" is not HH:MM between 00:00 and 23:59");
    }
    if (!TIME.matcher(window.to()).matches()) {
      throw new IllegalArgumentException(
          "during: to \"" + window.to() + "\" is not HH:MM between 00:00 and 24:00");
    }
    if (window.from().equals(window.to())) {
      throw new IllegalArgumentException(
          "during: from and to are both " + window.from() + "; a whole day is 00:00 to 24:00");
    }
  }

  private static boolean startsOn(WeeklyWindow window, LocalDate date) {
    return window.days().isEmpty()
        || window.days().stream().map(Weekday::day).anyMatch(date.getDayOfWeek()::equals);
  }

  /** The first instant at which clocks show the time or a later one. */
  private static Instant opening(LocalDateTime local, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    ZoneOffsetTransition change = rules.getTransition(local);
    if (change == null) {
      return local.toInstant(rules.getOffset(local));
    }
    return change.isGap() ? change.getInstant() : local.toInstant(change.getOffsetBefore());
  }

  /** The first instant from which on clocks show the time or a later one for good. */
  private static Instant closing(LocalDateTime local, ZoneId zone) {
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    return change != null && change.isOverlap() && local.isAfter(change.getDateTimeAfter())
        ? local.toInstant(change.getOffsetAfter())
        : opening(local, zone);
  }
}
