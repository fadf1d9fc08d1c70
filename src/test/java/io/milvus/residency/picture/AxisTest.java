package io.milvus.residency.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  private static final Instant FROM = Instant.parse("2026-11-27T09:30:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT10M, 09:30, 09:39",
    "PT6H, 10:00 11:00 12:00 13:00 14:00 15:00, ''",
    "P1D, 12:00 15:00 18:00 21:00 28 Nov 03:00 06:00 09:00, ''",
    "P14D, 28 Nov, 11 Dec",
    "P60D, 30 Nov 7 Dec 14 Dec 21 Dec 28 Dec 4 Jan 11 Jan 18 Jan 25 Jan, ''",
    "P365D, Dec 2027 Feb Mar Apr May Jun Jul Aug Sep Oct Nov, ''",
    "P3650D, 2027, 2036",
    "P36500D, 2050 2100, ''",
  })
  void hasStepsThatFitTheLength(Duration length, String first, String last) {
    List<Axis.Tick> ticks = Axis.of(FROM, FROM.plus(length)).ticks();

    String labels = String.join(" ", ticks.stream().map(Axis.Tick::label).toList());
    assertThat(labels).startsWith(first).endsWith(last);
    assertThat(ticks.size()).isBetween(2, 15);
    assertThat(ticks).allMatch(tick -> !tick.time().isBefore(FROM));
  }

  @Test
  void marksTheBeginOfADayAmongHours() {
    assertThat(Axis.of(FROM, FROM.plus(Duration.ofDays(1))).ticks())
        .filteredOn(Axis.Tick::greater)
        .extracting(Axis.Tick::time)
        .containsExactly(Instant.parse("2026-11-28T00:00:00Z"));
  }
}
