package io.milvus.residency.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Weekday;
import io.milvus.residency.api.WeeklyWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Compares weekly windows with what clocks show minute by minute, around all clock changes. */
class WeeklyScheduleZonesTest {

  @Test
  void followsClocksThroughEveryChange() {
    AtomicInteger tried = new AtomicInteger();
    WallClock.aroundAllChanges()
        .forEach(
            clock -> {
              windows(clock).forEach(windows -> check(clock, windows));
              tried.incrementAndGet();
            });
    assertThat(tried).hasValueGreaterThan(50);
  }

  private static void check(WallClock clock, List<WeeklyWindow> windows) {
    BitSet in = in(clock, windows);
    for (int minute : clock.samples()) {
      Instant now = clock.at(minute);
      int flip = in.get(minute) ? in.nextClearBit(minute) : in.nextSetBit(minute);
      agree(clock, windows, in, minute);
      boolean seen = flip >= 0 && flip < clock.shown().size();
      Instant end = clock.at(clock.shown().size());
      if (seen) {
        agree(clock, windows, in, flip);
        agree(clock, windows, in, flip - 1);
      }
      boolean right =
          WeeklySchedule.nextChange(windows, now, clock.zone())
              .map(next -> seen ? next.equals(clock.at(flip)) : !next.isBefore(end))
              .orElse(!seen);
      if (!right) {
        throw new AssertionError(
            clock.zone() + " from " + now + " flips at " + clock.at(flip) + " by " + windows);
      }
    }
  }

  private static void agree(WallClock clock, List<WeeklyWindow> windows, BitSet in, int minute) {
    if (WeeklySchedule.covers(windows, clock.at(minute), clock.zone()) != in.get(minute)) {
      throw new AssertionError(
          clock.zone() + " at " + clock.at(minute) + " in " + windows + ": " + in.get(minute));
    }
  }

  /**
   * Returns the minutes in the windows: from or later was shown, a time before to still will be.
   */
  private static BitSet in(WallClock clock, List<WeeklyWindow> windows) {
    int minutes = clock.shown().size();
    BitSet in = new BitSet(minutes);
    LocalDate first = clock.shown().get(0).toLocalDate().minusDays(2);
    LocalDate last = clock.shown().get(minutes - 1).toLocalDate();
    for (WeeklyWindow window : windows) {
      for (LocalDate date = first; !date.isAfter(last); date = date.plusDays(1)) {
        String day = date.getDayOfWeek().name();
        if (window.days().isEmpty()
            || window.days().stream().map(Weekday::name).anyMatch(day::startsWith)) {
          mark(clock, in, from(date, window), to(date, window));
        }
      }
    }
    return in;
  }

  private static void mark(WallClock clock, BitSet in, LocalDateTime from, LocalDateTime to) {
    List<LocalDateTime> shown = clock.shown();
    int open = 0;
    while (open < shown.size() && shown.get(open).isBefore(from)) {
      open++;
    }
    int close = shown.size();
    while (close > 0 && !shown.get(close - 1).isBefore(to)) {
      close--;
    }
    if (open < close) {
      in.set(open, close);
    }
  }

  private static LocalDateTime from(LocalDate date, WeeklyWindow window) {
    return date.atTime(LocalTime.parse(window.from()));
  }

  private static LocalDateTime to(LocalDate date, WeeklyWindow window) {
    if (window.to().equals("24:00")) {
      return date.plusDays(1).atStartOfDay();
    }
    LocalDateTime to = date.atTime(LocalTime.parse(window.to()));
    return to.isAfter(from(date, window)) ? to : to.plusDays(1);
  }

  /** Returns windows that begin or end before, at, within and after the change. */
  private static List<List<WeeklyWindow>> windows(WallClock clock) {
    LocalDateTime before = clock.shown().get(clock.middle() - 1).plusMinutes(1);
    LocalDateTime after = clock.shown().get(clock.middle());
    String weekday = after.getDayOfWeek().name().substring(0, 3);
    List<String> edges =
        List.of(
            hhmm(before.minusMinutes(95)),
            hhmm(before),
            hhmm(after),
            hhmm(after.isBefore(before) ? after.plusMinutes(20) : before.plusMinutes(20)),
            hhmm(after.plusMinutes(145)));
    List<List<WeeklyWindow>> all = new ArrayList<>();
    List<Weekday> day = List.of(Weekday.valueOf(weekday));
    for (int i = 0; i < edges.size(); i++) {
      String from = edges.get(i);
      for (int ahead = 1; ahead <= 2; ahead++) {
        String to = edges.get((i + ahead) % edges.size());
        if (!from.equals(to)) {
          all.add(List.of(new WeeklyWindow(day, from, to)));
        }
      }
    }
    all.add(
        List.of(
            new WeeklyWindow(List.of(), "18:00", "24:00"),
            new WeeklyWindow(List.of(), "00:00", edges.get(3)),
            new WeeklyWindow(List.of(), "12:00", "18:00")));
    return all;
  }

  private static String hhmm(LocalDateTime local) {
    return local.toLocalTime().withSecond(0).toString();
  }
}
