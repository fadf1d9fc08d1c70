package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules that depend on time. The tests set the clock, which runs at normal speed. */
@ExtendWith(RealParts.Extension.class)
class ScheduleIT {

  private static final Duration AHEAD = Duration.ofSeconds(12);

  private final String collection = MilvusUser.uniqueName("schedule");

  @Test
  void releasesWithinSecondsOfWindowClosing(RealParts parts) {
    parts.user().createCollection(collection, "t_a", "t_b");
    Instant closes = Instant.parse("2026-11-23T20:00:00Z");
    Clock clock = clockBefore(closes);
    try (OperatorFixture operator = new OperatorFixture(parts, clock)) {
      operator.apply(
          "office",
          """
          milvus: {uri: "%s"}
          collection: %s
          rules:
            - name: office
              match: {globs: ["t_*"]}
              during: [{days: [Mon], from: "07:00", to: "20:00"}]
              state: Loaded
              otherwise: Released
          interval: 1h
          safety: {releaseDelay: 0s, minResident: 1}
          """
              .formatted(parts.milvus().uri(), collection));
      operator.awaitReason("office", "InSync");
      operator.awaitStates(collection, Map.of("t_a", "Loaded", "t_b", "Loaded"));
      assertThat(operator.policy("office").getStatus().next().map(Next::time)).contains(closes);
      assertThat(clock.instant()).isBefore(closes);

      operator.awaitStates(collection, Map.of("t_a", "NotLoad", "t_b", "Loaded"));

      assertThat(clock.instant()).isBetween(closes, closes.plusSeconds(5));
      operator.awaitReason("office", "MinResidentReached");
      assertThat(operator.policy("office").getStatus().next().map(Next::time))
          .contains(Instant.parse("2026-11-30T07:00:00Z"));
    }
  }

  @Test
  void releasesDayBeyondKeepLastAtMidnight(RealParts parts) {
    parts.user().createCollection(collection, "p_20261121", "p_20261122", "p_20261123");
    Instant midnight = Instant.parse("2026-11-22T23:00:00Z");
    try (OperatorFixture operator = new OperatorFixture(parts, clockBefore(midnight))) {
      operator.apply(
          "days",
          """
          milvus: {uri: "%s"}
          collection: %s
          timeZone: Europe/Berlin
          rules:
            - name: two-days
              match: {dateFormat: "p_%%Y%%m%%d"}
              keepLast: 2
              state: Loaded
              otherwise: Released
          interval: 1h
          safety: {releaseDelay: 0s}
          """
              .formatted(parts.milvus().uri(), collection));
      operator.awaitStates(
          collection,
          Map.of("p_20261121", "Loaded", "p_20261122", "Loaded", "p_20261123", "Loaded"));

      operator.awaitStates(
          collection,
          Map.of("p_20261121", "NotLoad", "p_20261122", "Loaded", "p_20261123", "Loaded"));
      operator.awaitReason("days", "InSync");
    }
  }

  /** Returns a clock at normal speed that reaches an instant in {@link #AHEAD}. */
  private static Clock clockBefore(Instant instant) {
    return Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), instant.minus(AHEAD)));
  }
}
