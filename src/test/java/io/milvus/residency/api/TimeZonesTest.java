package io.milvus.residency.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeZonesTest {

  private static final Instant SUMMER = Instant.parse("2026-07-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "UTC, Z",
    "Europe/Berlin, +02:00",
    "EST, -05:00",
    "MST, -07:00",
    "HST, -10:00",
    "ROC, +08:00",
    "GMT+0, Z",
    "GMT-0, Z",
    "EST5EDT, -04:00",
    "Etc/GMT+5, -05:00",
  })
  void findsNamesOfTheDatabase(String name, String offset) {
    assertThat(TimeZones.find(name).orElseThrow().getRules().getOffset(SUMMER)).hasToString(offset);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlim",
        "europe/berlin",
        "Local",
        "Z",
        "UTC+1",
        "GMT+5",
        "+01:00",
        "PST",
        "ECT",
        "SystemV/PST8",
        "right/Europe/Berlin",
        "Europe",
        ""
      })
  void findsNoOtherNamesThatJavaAccepts(String name) {
    assertThat(TimeZones.find(name)).isEmpty();
  }

  @Test
  void findsZonesByTheIdsTheyAreWrittenWith() {
    for (String name : new String[] {"EST", "MST", "HST", "ROC", "GMT+0", "GMT-0", "UTC"}) {
      String written = TimeZones.find(name).orElseThrow().getId();
      assertThat(TimeZones.find(written)).as(name).isEqualTo(TimeZones.find(name));
    }
  }
}
