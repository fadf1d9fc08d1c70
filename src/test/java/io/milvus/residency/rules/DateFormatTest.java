package io.milvus.residency.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateFormatTest {

  @ParameterizedTest(name = "{0} parses {1}")
  @CsvSource({
    "p_%Y%m%d, p_20261123, DAY",
    "p_%Y%m%d, p_20240229, DAY",
    "%Y%m%d, 20261127, DAY",
    "%Y-%m-%d, 2026-11-27, DAY",
    "%d.%m.%Y, 23.11.2026, DAY",
    "%H_%d%m%Y, 00_23112026, HOUR",
    "h%Y%m%d%H, h2026112323, HOUR",
    "%Y, 2026, YEAR",
    "m_%m_%Y_eu, m_12_2026_eu, MONTH",
    "w%G-%V, w2026-53, WEEK",
    "%V%G, 522025, WEEK",
    "a.b%Y, a.b2026, YEAR",
  })
  void parses(String format, String name, DateBucket.Unit unit) {
    assertThat(DateFormat.of(format).parse(name)).map(DateBucket::unit).contains(unit);
  }

  @ParameterizedTest(name = "{0} does not parse {1}")
  @CsvSource({
    "p_%Y%m%d, p_20261399",
    "%Y-%m-%d, 20261127",
    "%Y-%m-%d, 2026-11-27-1",
    "p_%Y%m%d, p_20260229",
    "p_%Y%m%d, p_20260431",
    "p_%Y%m%d, p_20260400",
    "p_%Y%m%d, p_2026111",
    "p_%Y%m%d, p_202611230",
    "p_%Y%m%d, xp_20261123",
    "p_%Y%m%d, P_20261123",
    "p_%Y%m%d, p_+2261123",
    "p_%Y%m%d, p_٢٠٢٦١١٢٣",
    "p_%Y%m%d, ' p_20261123'",
    "p_%Y%m%d, _default",
    "h%Y%m%d%H, h2026112324",
    "%Y%m, 202600",
    "%G%V, 202553",
    "%G%V, 202600",
    "%G%V, 202654",
    "a.b%Y, axb2026",
  })
  void doesNotParse(String format, String name) {
    assertThat(DateFormat.of(format).parse(name)).isEmpty();
  }

  @ParameterizedTest(name = "refuses {0}: {1}")
  @CsvSource({
    "p, must contain one of",
    "'', must contain one of",
    "p_%m, must contain one of",
    "%Y%d, must contain one of",
    "%Y%m%H, must contain one of",
    "%Y%V, must contain one of",
    "%G, must contain one of",
    "%G%V%Y, must contain one of",
    "%Y%m%d%m, %m occurs twice",
    "%Y%y, %y is not one of",
    "%Y%%, %% is not one of",
    "%Y%, % is not one of",
  })
  void refuses(String format, String why) {
    assertThatThrownBy(() -> DateFormat.of(format))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("dateFormat \"" + format + "\": " + why);
  }

  @ParameterizedTest(name = "{0}, the last {1} at {2}: {3} is in, {4} is not")
  @CsvSource({
    "%Y-%m-%d, 7, 2026-11-23T12:00:00Z, 2026-11-17, 2026-11-16",
    "%Y-%m-%d, 1, 2026-11-23T00:00:00Z, 2026-11-23, 2026-11-22",
    "%Y-%m-%d, 1, 2026-11-22T23:59:59Z, 2026-11-22, 2026-11-21",
    "%Y-%m-%d, 2, 2024-03-01T00:00:00Z, 2024-02-29, 2024-02-28",
    "%Y-%m, 3, 2026-01-31T00:00:00Z, 2025-11, 2025-10",
    "%Y, 2, 2026-01-01T00:00:00Z, 2025, 2024",
    "%G-%V, 2, 2027-01-10T23:59:59Z, 2026-53, 2026-52",
    "%G-%V, 2, 2027-01-11T00:00:00Z, 2027-01, 2026-53",
    "%Y-%m-%d-%H, 25, 2026-11-23T12:59:59Z, 2026-11-22-12, 2026-11-22-11",
    "%Y-%m-%d, 10000, 2026-11-23T12:00:00Z, 1999-07-09, 1999-07-08",
  })
  void keepsTheLastBuckets(String format, int keepLast, Instant now, String in, String out) {
    DateFormat dates = DateFormat.of(format);
    DateBucket oldest = dates.oldestKept(keepLast, now, ZoneOffset.UTC);
    assertThat(dates.parse(in)).contains(oldest);
    assertThat(dates.parse(out).orElseThrow()).isLessThan(oldest);
  }

  @ParameterizedTest(name = "{1}: the last {2} by {0} at {3} begin with {4}, until {5}")
  @CsvSource({
    // Clocks go from 02:00 to 03:00 at 01:00Z: there is no 02.
    "%Y-%m-%d-%H, Europe/Berlin, 2, 2026-03-29T01:30:00Z, 2026-03-29-01, 2026-03-29T02:00:00Z",
    // Clocks go from 03:00 to 02:00 at 01:00Z: 02 is shown twice.
    "%Y-%m-%d-%H, Europe/Berlin, 2, 2026-10-25T01:30:00Z, 2026-10-25-01, 2026-10-25T02:00:00Z",
    "%Y-%m-%d-%H, Europe/Berlin, 2, 2026-10-25T00:30:00Z, 2026-10-25-01, 2026-10-25T02:00:00Z",
    "%Y-%m-%d-%H, Europe/Berlin, 3, 2026-10-25T02:30:00Z, 2026-10-25-01, 2026-10-25T03:00:00Z",
    // 2011-12-30 was left out.
    "%Y-%m-%d, Pacific/Apia, 2, 2011-12-30T10:00:00Z, 2011-12-29, 2011-12-31T10:00:00Z",
    "%Y-%m-%d, Pacific/Apia, 3, 2011-12-31T10:00:00Z, 2011-12-29, 2012-01-01T10:00:00Z",
    // Midnight is left out.
    "%Y-%m-%d, America/Sao_Paulo, 1, 2018-11-04T02:59:59Z, 2018-11-03, 2018-11-04T03:00:00Z",
    // At midnight clocks go back to 23:00 of the same day.
    "%Y-%m-%d, America/Sao_Paulo, 1, 2018-02-18T01:30:00Z, 2018-02-17, 2018-02-18T03:00:00Z",
    // Half an hour is shown twice, between 01:30 and 02:00.
    "%Y-%m-%d-%H, Australia/Lord_Howe, 1, 2026-04-04T14:30:00Z, 2026-04-05-01, 2026-04-04T15:30:00Z",
    // At 00:01 of the 7th clocks go back to 23:01 of the 6th.
    "%Y-%m-%d, America/St_Johns, 1, 2010-11-07T02:30:30Z, 2010-11-07, 2010-11-08T03:30:00Z",
    "%Y-%m-%d, America/St_Johns, 1, 2010-11-07T02:31:00Z, 2010-11-06, 2010-11-07T03:30:00Z",
    "%Y-%m-%d, America/St_Johns, 3, 2010-11-07T02:31:00Z, 2010-11-05, 2010-11-08T03:30:00Z",
  })
  void followsClockChangesOfTheZone(
      String format, ZoneId zone, int keepLast, Instant now, String oldest, Instant next) {
    DateFormat dates = DateFormat.of(format);
    assertThat(dates.oldestKept(keepLast, now, zone)).isEqualTo(dates.parse(oldest).orElseThrow());
    assertThat(dates.keptUntil(dates.parse(oldest).orElseThrow(), keepLast, now, zone, Instant.MAX))
        .isEqualTo(next);
  }

  @Test
  void keepsAllFutureBuckets() {
    DateFormat dates = DateFormat.of("%Y%m%d");
    Instant now = ZonedDateTime.of(2026, 11, 23, 0, 0, 0, 0, ZoneOffset.UTC).toInstant();
    for (String name : List.of("20261124", "20271123", "99991231")) {
      assertThat(dates.parse(name).orElseThrow())
          .isGreaterThanOrEqualTo(dates.oldestKept(1, now, ZoneOffset.UTC));
    }
  }
}
