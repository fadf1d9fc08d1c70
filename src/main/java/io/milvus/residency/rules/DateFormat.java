package io.milvus.residency.rules;

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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A format of partition names that contain a date, such as {@code p_%Y%m%d}. It also computes the
 * window of the last buckets that {@code keepLast} keeps.
 */
public final class DateFormat {

  private static final Pattern TOKEN = Pattern.compile("%.?|[^%]+", Pattern.DOTALL);

  private static final char DIGIT = '%';

  private static final List<String> SPECIFIERS = List.of("%Y", "%m", "%d", "%H", "%G", "%V");

  private static final Map<Set<Character>, DateBucket.Unit> UNITS =
      Map.of(
          Set.of('Y'), DateBucket.Unit.YEAR,
          Set.of('Y', 'm'), DateBucket.Unit.MONTH,
          Set.of('Y', 'm', 'd'), DateBucket.Unit.DAY,
          Set.of('Y', 'm', 'd', 'H'), DateBucket.Unit.HOUR,
          Set.of('G', 'V'), DateBucket.Unit.WEEK);

  /** The shape of a name: {@value #DIGIT} stands for a digit, all else for itself. */
  private final String shape;

  private final DateBucket.Unit unit;

  /** The offsets at which the digits begin, by the letter of the specifier. */
  private final int[] offsets;

  private DateFormat(String shape, DateBucket.Unit unit, int[] offsets) {
    this.shape = shape;
    this.unit = unit;
    this.offsets = offsets;
  }

  /**
   * Parses a format.
   *
   * @param pattern literals and one of {@code %Y}, {@code %Y%m}, {@code %Y%m%d}, {@code %Y%m%d%H}
   *     and {@code %G%V}, in any order
   * @throws IllegalArgumentException if the pattern is not a date format, with a message for users
   */
  public static DateFormat of(String pattern) {
    StringBuilder shape = new StringBuilder();
    int[] offsets = new int['z'];
    Set<Character> specifiers = new HashSet<>();
    Matcher tokens = TOKEN.matcher(pattern);
    while (tokens.find()) {
      String token = tokens.group();
      if (token.charAt(0) != '%') {
        shape.append(token);
        continue;
      }
      if (!SPECIFIERS.contains(token)) {
        throw refused(pattern, token + " is not one of " + String.join(", ", SPECIFIERS));
      }
      char specifier = token.charAt(1);
      if (!specifiers.add(specifier)) {
        throw refused(pattern, token + " occurs twice");
      }
      offsets[specifier] = shape.length();
      shape.append(String.valueOf(DIGIT).repeat(digits(specifier)));
    }
    DateBucket.Unit unit = UNITS.get(specifiers);
    if (unit == null) {
      throw refused(
          pattern,
          "must contain one of %Y, %Y%m, %Y%m%d, %Y%m%d%H and %G%V, in any order, and no other %");
    }
    return new DateFormat(shape.toString(), unit, offsets);
  }

  private static int digits(char specifier) {
    return specifier == 'Y' || specifier == 'G' ? 4 : 2;
  }

  private static IllegalArgumentException refused(String pattern, String why) {
    return new IllegalArgumentException("dateFormat \"" + pattern + "\": " + why);
  }

  /** Returns the bucket of a name; empty unless the whole name fits and its date exists. */
  public Optional<DateBucket> parse(String name) {
    if (!fits(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(DateBucket.of(unit, date(name)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Returns whether names that fit may begin with a character. */
  boolean mayBegin(char first) {
    return shape.charAt(0) == DIGIT || shape.charAt(0) == first;
  }

  private boolean fits(String name) {
    if (name.length() != shape.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char expected = shape.charAt(i);
      char actual = name.charAt(i);
      if (expected == DIGIT ? actual < '0' || actual > '9' : actual != expected) {
        return false;
      }
    }
    return true;
  }

  private LocalDateTime date(String name) {
    return switch (unit) {
      case YEAR -> LocalDate.of(number(name, 'Y'), 1, 1).atStartOfDay();
      case MONTH -> LocalDate.of(number(name, 'Y'), number(name, 'm'), 1).atStartOfDay();
      case DAY -> day(name).atStartOfDay();
      case HOUR -> day(name).atTime(number(name, 'H'), 0);
      case WEEK -> monday(number(name, 'G'), number(name, 'V')).atStartOfDay();
    };
  }

  private LocalDate day(String name) {
    return LocalDate.of(number(name, 'Y'), number(name, 'm'), number(name, 'd'));
  }

  private static LocalDate monday(int year, int week) {
    // The fourth of January lies in week 1.
    LocalDate first = LocalDate.of(year, 1, 4);
    IsoFields.WEEK_OF_WEEK_BASED_YEAR
        .rangeRefinedBy(first)
        .checkValidValue(week, IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    return first.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).plusWeeks(week - 1L);
  }

  private int number(String name, char specifier) {
    int number = 0;
    int offset = offsets[specifier];
    for (int i = offset; i < offset + digits(specifier); i++) {
      number = 10 * number + name.charAt(i) - '0';
    }
    return number;
  }

  /**
   * Returns the oldest bucket of the window; this bucket and all later ones are kept.
   *
   * <p>The window is the last {@code keepLast} different labels that clocks showed, ending with the
   * current one: a label shown twice counts once, a skipped label never. Where clocks go back into
   * an earlier bucket, the later bucket was shown before and counts as well. So the window does not
   * return to buckets that it had dropped, except to include the current one.
   *
   * @param keepLast the number of buckets, at least 1
   */
  public DateBucket oldestKept(int keepLast, Instant now, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    DateBucket last = DateBucket.of(unit, LocalDateTime.ofInstant(now, zone));
    // Clocks showed all labels from low to high, except skipped ones.
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
              : Math.max(0, upper - DateBucket.of(unit, start.getDateTimeAfter()).index() + 1);
      if (missing > 0 && older > 0) {
        long step = Math.min(older, missing);
        low = upper - step + 1;
        missing -= step;
      }
      if (missing > 0) {
        // Labels are still missing only if there was a transition, so start is not null.
        last = DateBucket.of(unit, start.getDateTimeBefore().minusNanos(1));
        start = rules.previousTransition(start.getInstant());
      }
    }
    return new DateBucket(unit, low);
  }

  /**
   * Returns the first instant after now at which the window no longer contains a bucket.
   *
   * @param bucket a bucket that the window contains now; it may lie in the future
   * @param keepLast the number of buckets, at least 1
   * @param limit if the instant is after this limit, any later one may be returned, which is quick
   */
  public Instant keptUntil(
      DateBucket bucket, int keepLast, Instant now, ZoneId zone, Instant limit) {
    // The window moves past the bucket with the last label, or later if clocks skip labels.
    DateBucket last = new DateBucket(unit, bucket.index() + keepLast - 1);
    Instant end = firstShown(last.end(), zone.getRules());
    Instant time = end.isAfter(now) ? end : nextLabel(now, zone);
    while (!time.isAfter(limit) && oldestKept(keepLast, time, zone).compareTo(bucket) <= 0) {
      time = nextLabel(time, zone);
    }
    return time;
  }

  /**
   * Returns the first instant at which clocks show a local time, or a later one if they skip it.
   */
  private static Instant firstShown(LocalDateTime local, ZoneRules rules) {
    ZoneOffsetTransition change = rules.getTransition(local);
    return change != null && change.isGap()
        ? change.getInstant()
        : local.toInstant(rules.getOffset(local));
  }

  /** Returns the next instant at which clocks show another bucket. */
  public Instant nextLabel(Instant now, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    DateBucket label = DateBucket.of(unit, LocalDateTime.ofInstant(now, zone));
    Instant from = now;
    while (true) {
      Instant end = label.end().toInstant(rules.getOffset(from));
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (change == null || end.isBefore(change.getInstant())) {
        return end;
      }
      from = change.getInstant();
      if (!DateBucket.of(unit, change.getDateTimeAfter()).equals(label)) {
        return from;
      }
    }
  }
}
