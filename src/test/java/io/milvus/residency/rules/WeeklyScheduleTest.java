package io.milvus.residency.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milvus.residency.api.Weekday;
import io.milvus.residency.api.WeeklyWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeeklyScheduleTest {

  // The 23rd of November 2026 is a Monday.
  @ParameterizedTest(name = "{0} at {1}: {2}, until {3}")
  @CsvSource({
    "Mon-Tue 07:00 20:00, 2026-11-23T06:59:59Z, false, 2026-11-23T07:00:00Z",
    "Mon-Tue 07:00 20:00, 2026-11-23T07:00:00Z, true,  2026-11-23T20:00:00Z",
    "Mon-Tue 07:00 20:00, 2026-11-23T19:59:59Z, true,  2026-11-23T20:00:00Z",
    "Mon-Tue 07:00 20:00, 2026-11-23T20:00:00Z, false, 2026-11-24T07:00:00Z",
    "Mon-Tue 07:00 20:00, 2026-11-24T20:00:00Z, false, 2026-11-30T07:00:00Z",
    "Sun 22:00 06:00,     2026-11-23T05:59:59Z, true,  2026-11-23T06:00:00Z",
    "Sun 22:00 06:00,     2026-11-22T05:59:59Z, false, 2026-11-22T22:00:00Z",
    "Sun 22:00 24:00,     2026-11-22T23:59:59Z, true,  2026-11-23T00:00:00Z",
    "Sun 22:00 00:00,     2026-11-22T23:59:59Z, true,  2026-11-23T00:00:00Z",
    " 07:00 20:00,        2026-11-22T12:00:00Z, true,  2026-11-22T20:00:00Z",
    "Mon 07:00 12:00 + Mon 12:00 20:00, 2026-11-23T08:00:00Z, true, 2026-11-23T20:00:00Z",
    "Mon 07:00 13:00 + Mon 08:00 09:00, 2026-11-23T08:30:00Z, true, 2026-11-23T13:00:00Z",
    "Sun 12:00 24:00 + Mon 00:00 09:00, 2026-11-22T13:00:00Z, true, 2026-11-23T09:00:00Z",
  })
  void coversWindowsAndAnnouncesTheNextChange(
      String windows, Instant now, boolean in, Instant next) {
    assertThat(WeeklySchedule.covers(windows(windows), now, ZoneOffset.UTC)).isEqualTo(in);
    assertThat(WeeklySchedule.nextChange(windows(windows), now, ZoneOffset.UTC)).contains(next);
  }

  @ParameterizedTest(name = "{1}: {0} at {2}: {3}, until {4}")
  @CsvSource({
    // 02:00 to 03:00 is missing, between 00:59:59Z and 01:00Z.
    "Sun 02:30 04:00, Europe/Berlin, 2026-03-29T00:59:59Z, false, 2026-03-29T01:00:00Z",
    "Sun 01:00 02:30, Europe/Berlin, 2026-03-29T00:59:59Z, true,  2026-03-29T01:00:00Z",
    "Sun 02:00 03:00, Europe/Berlin, 2026-03-29T00:00:00Z, false, 2026-04-05T00:00:00Z",
    // 02:00 to 03:00 is repeated, from 00:00Z to 02:00Z.
    "Sun 02:30 04:00, Europe/Berlin, 2026-10-25T00:30:00Z, true,  2026-10-25T03:00:00Z",
    "Sun 02:30 04:00, Europe/Berlin, 2026-10-25T00:29:59Z, false, 2026-10-25T00:30:00Z",
    "Sun 01:00 02:30, Europe/Berlin, 2026-10-25T00:45:00Z, true,  2026-10-25T01:30:00Z",
    "Sun 01:00 02:00, Europe/Berlin, 2026-10-24T23:59:59Z, true,  2026-10-25T00:00:00Z",
    "Sun 01:00 03:00, Europe/Berlin, 2026-10-25T00:45:00Z, true,  2026-10-25T02:00:00Z",
    // From 23:00 to 24:00 of Saturday is repeated, from 01:00Z to 03:00Z.
    "Sat 23:30 24:00, America/Sao_Paulo, 2018-02-18T02:10:00Z, true, 2018-02-18T03:00:00Z",
    // There was no Friday.
    "Fri 08:00 12:00, Pacific/Apia, 2011-12-29T22:00:00Z, false, 2012-01-05T18:00:00Z",
    "Fri 00:00 24:00, Pacific/Apia, 2011-12-30T09:59:59Z, false, 2012-01-05T10:00:00Z",
    "Fri 22:00 06:00, Pacific/Apia, 2011-12-30T10:00:00Z, true,  2011-12-30T16:00:00Z",
  })
  void followsClockChangesOfTheZone(
      String windows, ZoneId zone, Instant now, boolean in, Instant next) {
    assertThat(WeeklySchedule.covers(windows(windows), now, zone)).isEqualTo(in);
    assertThat(WeeklySchedule.nextChange(windows(windows), now, zone)).contains(next);
  }

  @ParameterizedTest(name = "{0} never changes")
  @CsvSource({
    "' 00:00 24:00'",
    "' 00:00 12:00 + 12:00 00:00'",
    "Mon-Sun 18:00 06:00 + 06:00 18:00"
  })
  void neverChanges(String windows) {
    Instant now = Instant.parse("2026-10-20T12:00:00Z");
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    assertThat(WeeklySchedule.covers(windows(windows), now, berlin)).isTrue();
    assertThat(WeeklySchedule.nextChange(windows(windows), now, berlin))
        .isEqualTo(Optional.empty());
  }

  @ParameterizedTest(name = "refuses {0}: {1}")
  @CsvSource({
    "07:00 07:00, from and to are both 07:00",
    "24:00 07:00, from \"24:00\" is not HH:MM",
    "7:00 08:00, from \"7:00\" is not HH:MM",
    "07:00 24:01, to \"24:01\" is not HH:MM",
    "07:00 08:60, to \"08:60\" is not HH:MM",
  })
  void refuses(String window, String why) {
    assertThatThrownBy(() -> WeeklySchedule.covers(windows(window), Instant.EPOCH, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("during: " + why);
  }

  @Test
  void coversNothingWithoutWindows() {
    assertThat(WeeklySchedule.covers(List.of(), Instant.EPOCH, ZoneOffset.UTC)).isFalse();
    assertThat(WeeklySchedule.nextChange(List.of(), Instant.EPOCH, ZoneOffset.UTC)).isEmpty();
  }

  /** Reads windows such as {@code Mon-Fri 07:00 20:00 + Sat 08:00 12:00}. */
  private static List<WeeklyWindow> windows(String text) {
    return Arrays.stream(text.split("\\+", -1))
        .map(String::strip)
        .map(WeeklyScheduleTest::window)
        .toList();
  }

  private static WeeklyWindow window(String text) {
    String[] parts = text.split(" ", -1);
    List<Weekday> days = parts.length == 2 ? List.of() : days(parts[0].split("-", -1));
    return new WeeklyWindow(days, parts[parts.length - 2], parts[parts.length - 1]);
  }

  private static List<Weekday> days(String[] ends) {
    List<Weekday> week = List.of(Weekday.values());
    Weekday first = Weekday.valueOf(ends[0].toUpperCase(Locale.ROOT));
    Weekday last = Weekday.valueOf(ends[ends.length - 1].toUpperCase(Locale.ROOT));
    return week.subList(week.indexOf(first), week.indexOf(last) + 1);
  }
}
