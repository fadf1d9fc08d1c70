package io.milvus.residency.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Weekday;
import io.milvus.residency.api.WeeklyWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws for all windows and date formats, at any time and in any zone. */
class TimeLawsTest {

  private static final long FIRST = Instant.parse("2011-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("2030-12-31T00:00:00Z").getEpochSecond();

  @Property(tries = 300)
  void changesWindowsAtTheAnnouncedTimeOnly(
      @ForAll("windows") List<WeeklyWindow> windows,
      @ForAll("instants") Instant now,
      @ForAll("zones") ZoneId zone,
      @ForAll @IntRange(max = 99) int percent) {
    boolean in = WeeklySchedule.covers(windows, now, zone);
    Optional<Instant> next = WeeklySchedule.nextChange(windows, now, zone);
    long length = next.map(Instant::getEpochSecond).orElse(LAST) - now.getEpochSecond();

    next.ifPresent(
        change -> assertThat(WeeklySchedule.covers(windows, change, zone)).isEqualTo(!in));
    Instant before = now.plusSeconds((length - 1) * percent / 100);
    assertThat(WeeklySchedule.covers(windows, before, zone)).isEqualTo(in);
    assertThat(WeeklySchedule.nextChange(windows, before, zone)).isEqualTo(next);
  }

  @Property(tries = 300)
  void keepsTodayAndMoreBucketsForHigherKeepLast(
      @ForAll("formats") String pattern,
      @ForAll("instants") Instant now,
      @ForAll("zones") ZoneId zone,
      @ForAll @IntRange(min = 1, max = 10_000) int keepLast) {
    DateFormat format = DateFormat.of(pattern);
    DateBucket oldest = format.oldestKept(keepLast, now, zone);

    assertThat(oldest).isLessThanOrEqualTo(format.oldestKept(1, now, zone));
    assertThat(format.oldestKept(keepLast + 1, now, zone)).isLessThanOrEqualTo(oldest);
  }

  @Property(tries = 300)
  void namesTheTimeAtWhichEachBucketLeavesTheWindow(
      @ForAll("formats") String pattern,
      @ForAll("instants") Instant now,
      @ForAll("zones") ZoneId zone,
      @ForAll @IntRange(min = 1, max = 10_000) int keepLast,
      @ForAll @IntRange(max = 20_000) int later) {
    DateFormat format = DateFormat.of(pattern);
    DateBucket oldest = format.oldestKept(keepLast, now, zone);
    DateBucket bucket = new DateBucket(oldest.unit(), oldest.index() + later);

    Instant until = format.keptUntil(bucket, keepLast, now, zone, Instant.MAX);
    assertThat(until).isAfter(now);
    assertThat(format.oldestKept(keepLast, until, zone)).isGreaterThan(bucket);
    assertThat(format.oldestKept(keepLast, until.minusNanos(1), zone)).isLessThanOrEqualTo(bucket);
    assertThat(format.keptUntil(bucket, keepLast, now, zone, until)).isEqualTo(until);
    assertThat(format.keptUntil(bucket, keepLast, now, zone, until.minusNanos(1)))
        .isAfterOrEqualTo(until);
  }

  @Property(tries = 300)
  void parsesDatesAsFormatted(@ForAll("instants") Instant now, @ForAll("zones") ZoneId zone) {
    LocalDate day = LocalDate.ofInstant(now, zone);
    String name = DateTimeFormatter.ofPattern("'p_'yyyyMMdd").format(day);
    String week = DateTimeFormatter.ISO_WEEK_DATE.format(day).substring(0, "2026-W48".length());

    assertThat(DateFormat.of("p_%Y%m%d").parse(name))
        .contains(DateBucket.of(DateBucket.Unit.DAY, day.atStartOfDay()));
    assertThat(DateFormat.of("%G-W%V").parse(week))
        .contains(DateBucket.of(DateBucket.Unit.WEEK, day.atStartOfDay()));
  }

  @Provide
  Arbitrary<String> formats() {
    return Arbitraries.of("%Y", "%Y%m", "%Y%m%d", "%Y%m%d%H", "%G%V");
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(List.copyOf(new TreeSet<>(ZoneId.getAvailableZoneIds()))).map(ZoneId::of);
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Arbitraries.longs().between(FIRST, LAST).map(Instant::ofEpochSecond);
  }

  @Provide
  Arbitrary<List<WeeklyWindow>> windows() {
    Arbitrary<List<Weekday>> days = Arbitraries.of(Weekday.values()).list().uniqueElements();
    Arbitrary<String> times =
        Arbitraries.integers()
            .between(0, 24 * 4 - 1)
            .map(quarter -> LocalTime.of(quarter / 4, quarter % 4 * 15).toString());
    return Combinators.combine(days, times, times)
        .as(WeeklyWindow::new)
        .filter(window -> !window.from().equals(window.to()))
        .list()
        .ofMaxSize(4);
  }
}
