package io.milvus.residency.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Compares windows of the last buckets with what clocks show, around all clock changes. */
class DateFormatZonesTest {

  /** Formats, each with the length of the ISO local time prefix that it matches. */
  private static final Map<String, Integer> FORMATS =
      Map.of("%Y-%m-%dT%H", "2026-11-23T01".length(), "%Y-%m-%d", "2026-11-23".length());

  @Test
  void keepsTheLastLabelsShownAroundEveryClockChange() {
    AtomicInteger tried = new AtomicInteger();
    WallClock.aroundAllChanges()
        .forEach(
            clock -> {
              FORMATS.forEach((format, length) -> check(clock, format, length));
              tried.incrementAndGet();
            });
    assertThat(tried).hasValueGreaterThan(50);
  }

  private static void check(WallClock clock, String format, int length) {
    List<String> names =
        clock.shown().stream().map(local -> local.toString().substring(0, length)).toList();
    for (int keepLast = 1; keepLast <= 3; keepLast++) {
      check(clock, DateFormat.of(format), names, keepLast);
    }
  }

  private static void check(WallClock clock, DateFormat format, List<String> names, int keepLast) {
    for (int minute : clock.samples()) {
      Instant now = clock.at(minute);
      String oldest = oldest(names, minute, keepLast);
      assertThat(format.oldestKept(keepLast, now, clock.zone()))
          .as("%s at %s of %s", keepLast, now, clock.zone())
          .isEqualTo(format.parse(oldest).orElseThrow());
      for (int later = 0; later <= 2; later++) {
        DateBucket first = format.parse(oldest).orElseThrow();
        DateBucket bucket = new DateBucket(first.unit(), first.index() + later);
        int change = minute + 1;
        while (change < names.size()
            && format.parse(oldest(names, change, keepLast)).orElseThrow().compareTo(bucket) <= 0) {
          change++;
        }
        if (later == 0 || change < names.size()) {
          assertThat(format.keptUntil(bucket, keepLast, now, clock.zone(), Instant.MAX))
              .as("%s of the last %s from %s of %s", bucket, keepLast, now, clock.zone())
              .isEqualTo(clock.at(change));
        }
      }
    }
  }

  /** Returns the least of the last {@code keepLast} different names, going back by minutes. */
  private static String oldest(List<String> names, int minute, int keepLast) {
    TreeSet<String> last = new TreeSet<>();
    for (int i = minute; i >= 0 && last.size() < keepLast; i--) {
      if (i == minute || !names.get(i).equals(names.get(i + 1))) {
        last.add(names.get(i));
      }
    }
    assertThat(last).hasSize(keepLast);
    return Collections.min(last);
  }
}
