package io.milvus.residency.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The local times that a wall clock shows in each minute around a clock change.
 *
 * @param zone the time zone of the clock
 * @param start the first minute
 * @param shown the local times, minute by minute
 */
record WallClock(ZoneId zone, Instant start, List<LocalDateTime> shown) {

  private static final Duration AROUND = Duration.ofDays(3);

  /** Returns a clock for each kind of change (offsets, time of day), in all zones, 2011 to 2030. */
  static Stream<WallClock> aroundAllChanges() {
    Instant end = Instant.parse("2031-01-01T00:00:00Z");
    Map<List<Object>, ZoneId> zones = new LinkedHashMap<>();
    Map<List<Object>, ZoneOffsetTransition> changes = new LinkedHashMap<>();
    for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      ZoneId zone = ZoneId.of(id);
      Instant last = Instant.parse("2010-12-31T23:59:59Z");
      ZoneOffsetTransition next = zone.getRules().nextTransition(last);
      while (next != null && next.getInstant().isBefore(end)) {
        List<Object> kind =
            List.of(
                next.getDateTimeBefore().toLocalTime(),
                next.getOffsetBefore(),
                next.getOffsetAfter());
        zones.putIfAbsent(kind, zone);
        changes.putIfAbsent(kind, next);
        next = zone.getRules().nextTransition(next.getInstant());
      }
    }
    return changes.keySet().stream().map(kind -> around(zones.get(kind), changes.get(kind)));
  }

  private static WallClock around(ZoneId zone, ZoneOffsetTransition change) {
    Instant start = change.getInstant().minus(AROUND).truncatedTo(ChronoUnit.MINUTES);
    int minutes = (int) AROUND.multipliedBy(2).toMinutes();
    List<LocalDateTime> shown = new ArrayList<>(minutes);
    for (int i = 0; i < minutes; i++) {
      Instant instant = start.plus(i, ChronoUnit.MINUTES);
      ZoneOffset offset = zone.getRules().getOffset(instant);
      shown.add(LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, offset));
    }
    return new WallClock(zone, start, shown);
  }

  Instant at(int minute) {
    return start.plus(minute, ChronoUnit.MINUTES);
  }

  /** Returns the minute of the change. */
  int middle() {
    return shown.size() / 2;
  }

  /** Returns some minutes close to the change, and some in the day before and after. */
  List<Integer> samples() {
    IntStream near = IntStream.of(-61, -60, -31, -1, 0, 1, 29, 30, 59, 60, 61, 119, 120);
    IntStream far = IntStream.range(-5, 6).map(i -> i * 277 + 7);
    return IntStream.concat(near, far).map(i -> middle() + i).boxed().toList();
  }
}
