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
 * Evaluates unions of weekly windows. A window opens when clocks first show its {@code from} or
 * later, and closes after they last show a time before its {@code to}. So a missing local time
 * moves to the next valid instant, and a repeated local time inside a window is inside both times,
 * and in between.
 */
final class WeeklySchedule {

  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]|24:00");

  /** Days around now that matter: clocks jump by up to a day, and windows extend overnight. */
  private static final int REACH = 2;

  /** Days to look ahead: if a clock change swallows a window, the next is a week or two later. */
  private static final int HORIZON = 22;

  private WeeklySchedule() {}

  private record Span(Instant start, Instant end) {
    boolean holds(Instant instant) {
      return !instant.isBefore(start) && instant.isBefore(end);
    }
  }

  /** Returns whether any of the windows contains the instant. */
  static boolean covers(List<WeeklyWindow> windows, Instant now, ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    return spans(windows, today.minusDays(REACH), today.plusDays(REACH), zone).stream()
        .anyMatch(span -> span.holds(now));
  }

  /**
   * Returns the next instant after now at which {@link #covers} changes; empty if it never does.
   */
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

  /** Returns the non-empty spans of the windows that start on these days, sorted by start. */
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
   * Checks a window.
   *
   * @throws IllegalArgumentException if the window is wrong, with a message for users
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

  /** Returns the first instant at which clocks show the time or a later one. */
  private static Instant opening(LocalDateTime local, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    ZoneOffsetTransition change = rules.getTransition(local);
    if (change == null) {
      return local.toInstant(rules.getOffset(local));
    }
    return change.isGap() ? change.getInstant() : local.toInstant(change.getOffsetBefore());
  }

  /** Returns the instant from which on clocks always show the time or a later one. */
  private static Instant closing(LocalDateTime local, ZoneId zone) {
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    return change != null && change.isOverlap() && local.isAfter(change.getDateTimeAfter())
        ? local.toInstant(change.getOffsetAfter())
        : opening(local, zone);
  }
}
