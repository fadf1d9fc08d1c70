package io.milvus.residency.plan;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the names of partitions hold a date, such as {@code p_%Y%m%d}, and which of these dates a
 * window of the last buckets keeps.
 */
public final class DateFormat {

  private static final Pattern TOKEN = Pattern.compile("%.?|[^%]+", Pattern.DOTALL);

  private static final List<String> SPECIFIERS = List.of("%Y", "%m", "%d", "%H", "%G", "%V");

  private static final Map<Set<Character>, Bucket.Unit> UNITS =
      Map.of(
          Set.of('Y'), Bucket.Unit.YEAR,
          Set.of('Y', 'm'), Bucket.Unit.MONTH,
          Set.of('Y', 'm', 'd'), Bucket.Unit.DAY,
          Set.of('Y', 'm', 'd', 'H'), Bucket.Unit.HOUR,
          Set.of('G', 'V'), Bucket.Unit.WEEK);

  private final Pattern names;
  private final Bucket.Unit unit;

  private DateFormat(Pattern names, Bucket.Unit unit) {
    this.names = names;
    this.unit = unit;
  }

  /**
   * Reads a format.
   *
   * @param pattern literals and one of {@code %Y}, {@code %Y%m}, {@code %Y%m%d}, {@code %Y%m%d%H}
   *     and {@code %G%V}, in any order
   * @throws IllegalArgumentException if it is none, with a message for people
   */
  public static DateFormat of(String pattern) {
    StringBuilder regex = new StringBuilder();
    Set<Character> specifiers = new TreeSet<>();
    Matcher tokens = TOKEN.matcher(pattern);
    while (tokens.find()) {
      String token = tokens.group();
      if (token.charAt(0) != '%') {
        regex.append(Pattern.quote(token));
        continue;
      }
      if (!SPECIFIERS.contains(token)) {
        throw refused(pattern, token + " is none of " + String.join(", ", SPECIFIERS));
      }
      char specifier = token.charAt(1);
      if (!specifiers.add(specifier)) {
        throw refused(pattern, token + " stands in it twice");
      }
      boolean year = specifier == 'Y' || specifier == 'G';
      regex.append("(?<").append(specifier).append(year ? ">[0-9]{4})" : ">[0-9]{2})");
    }
    Bucket.Unit unit = UNITS.get(specifiers);
    if (unit == null) {
      throw refused(
          pattern,
          "it must hold one of %Y, %Y%m, %Y%m%d, %Y%m%d%H, %G%V, in any order, and no other");
    }
    return new DateFormat(Pattern.compile(regex.toString(), Pattern.DOTALL), unit);
  }

  private static IllegalArgumentException refused(String pattern, String why) {
    return new IllegalArgumentException("dateFormat \"" + pattern + "\": " + why);
  }

  /** The bucket that a name stands for; none unless the whole name fits and its date exists. */
  Optional<Bucket> parse(String name) {
    Matcher matcher = names.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Bucket.of(unit, date(matcher)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private LocalDateTime date(Matcher matcher) {
    return switch (unit) {
      case YEAR -> date(matcher, 1, 1).atStartOfDay();
      case MONTH -> date(matcher, number(matcher, "m"), 1).atStartOfDay();
      case DAY -> date(matcher, number(matcher, "m"), number(matcher, "d")).atStartOfDay();
      case HOUR ->
          date(matcher, number(matcher, "m"), number(matcher, "d")).atTime(number(matcher, "H"), 0);
      case WEEK -> monday(number(matcher, "G"), number(matcher, "V")).atStartOfDay();
    };
  }

  private static LocalDate date(Matcher matcher, int month, int day) {
    return LocalDate.of(number(matcher, "Y"), month, day);
  }

  private static LocalDate monday(int year, int week) {
    // The fourth of January lies in week 1.
    LocalDate first = LocalDate.of(year, 1, 4);
    IsoFields.WEEK_OF_WEEK_BASED_YEAR
        .rangeRefinedBy(first)
        .checkValidValue(week, IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    return first.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).plusWeeks(week - 1L);
  }

  private static int number(Matcher matcher, String group) {
    return Integer.parseInt(matcher.group(group));
  }

  /** Whether the window of the last buckets holds it; see {@link #oldestKept}. */
  boolean kept(Bucket bucket, int keepLast, Instant now, ZoneId zone) {
    return bucket.compareTo(oldestKept(keepLast, now, zone)) >= 0;
  }

  /**
   * The first bucket of the window; it and all later ones are kept.
   *
   * <p>It is the earliest of the last so many different labels that clocks showed, ending with the
   * one they show now: a label shown twice counts once, a skipped one never. Where clocks go back
   * into an earlier bucket, the later one was shown before it and counts as well: so the window
   * does not slide back over what it had let go, but as far as the bucket of now.
   *
   * @param keepLast how many, at least 1
   */
  Bucket oldestKept(int keepLast, Instant now, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    Bucket last = Bucket.of(unit, LocalDateTime.ofInstant(now, zone));
    // Clocks showed all labels from low to high, save skipped ones.
    long low = last.index();
    long high = low;
    long missing = keepLast - 1L;
    ZoneOffsetTransition start = rules.previousTransition(now.plusNanos(1));
    while (missing > 0) {
      long newer = Math.max(0, last.index() - high);
      high += newer;
      missing -= Math.min(missing, newer);
      long upper = Math.min(last.index(), low - 1);
      long older =
          start == null
              ? missing
              : Math.max(0, upper - Bucket.of(unit, start.getDateTimeAfter()).index() + 1);
      if (missing > 0 && older > 0) {
        long step = Math.min(older, missing);
        low = upper - step + 1;
        missing -= step;
      }
      if (missing > 0) {
        // Only with a start there may be less than is missing.
        last = Bucket.of(unit, start.getDateTimeBefore().minusNanos(1));
        start = rules.previousTransition(start.getInstant());
      }
    }
    return new Bucket(unit, low);
  }

  /** The next instant after now at which {@link #oldestKept} is another one. */
  Instant nextChange(int keepLast, Instant now, ZoneId zone) {
    Bucket oldest = oldestKept(keepLast, now, zone);
    Instant next = now;
    do {
      next = nextLabel(next, zone);
    } while (oldestKept(keepLast, next, zone).equals(oldest));
    return next;
  }

  private Instant nextLabel(Instant now, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    Bucket label = Bucket.of(unit, LocalDateTime.ofInstant(now, zone));
    Instant from = now;
    while (true) {
      Instant end = label.end().toInstant(rules.getOffset(from));
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (change == null || end.isBefore(change.getInstant())) {
        return end;
      }
      from = change.getInstant();
      if (!Bucket.of(unit, change.getDateTimeAfter()).equals(label)) {
        return from;
      }
    }
  }
}
