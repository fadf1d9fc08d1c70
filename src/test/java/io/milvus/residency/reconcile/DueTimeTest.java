package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.reconcile.Clocks.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DueTimeTest {

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Reading NOW = new Reading(NOON, Instant.EPOCH);

  private static Duration in(int ageSeconds, int timeSeconds, int earliestMillis) {
    return new DueTime(
            Instant.EPOCH.plusSeconds(ageSeconds), Optional.of(NOON.plusSeconds(timeSeconds)))
        .in(NOW, Instant.EPOCH.plusMillis(earliestMillis));
  }

  @Test
  void isDueAtTheEarlierMoment() {
    assertThat(in(30, 10, 0)).isEqualTo(Duration.ofSeconds(10));
    assertThat(in(10, 30, 0)).isEqualTo(Duration.ofSeconds(10));
    assertThat(DueTime.at(Instant.EPOCH.plusSeconds(7)).in(NOW, Instant.MIN))
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void isDueAtOnceIfTheMomentIsPast() {
    assertThat(in(-5, 10, 0)).isZero();
    assertThat(in(30, -5, -1)).isZero();
  }

  @Test
  void pausesIfTimeCallsForPassesAgainAndAgain() {
    assertThat(in(30, -5, 500)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void doesNotPauseIfAgeCallsForAPass() {
    assertThat(in(0, -5, 500)).isZero();
  }
}
