package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ShiftedDatesTest {

  @Test
  void moveWithTheDayOfThePage() {
    String page = "<!-- today: 2026-11-27 -->\np_20261130 at 2026-11-27T10:00:00Z, 12345678901";

    assertThat(ShiftedDates.of(page, LocalDate.parse("2026-11-29")).in(page))
        .isEqualTo("<!-- today: 2026-11-29 -->\np_20261202 at 2026-11-29T10:00:00Z, 12345678901");
  }

  @Test
  void stayWhereThePageSaysNoDay() {
    assertThat(ShiftedDates.of("2026-11-27", LocalDate.parse("2027-01-01")).days()).isZero();
  }
}
