package io.milvus.residency.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class DemoStoryTest {

  @Test
  void startsHoursBeforeMidnight() {
    Instant day = Instant.parse("2026-11-23T00:00:00Z");
    for (int minute = 0; minute < 24 * 60; minute++) {
      Instant start = day.plus(Duration.ofMinutes(minute));
      ZoneId zone = DemoStory.zone(start);

      Instant midnight =
          LocalDate.ofInstant(start, zone).plusDays(1).atStartOfDay(zone).toInstant();
      assertThat(Duration.between(start, midnight))
          .as("%s", start)
          .isGreaterThan(Duration.ofHours(2));
    }
  }
}
