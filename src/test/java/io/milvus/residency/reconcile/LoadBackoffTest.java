package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.PlannerState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoadBackoffTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final List<Long> PARTITIONS = List.of(1L, 2L, 3L);

  @Test
  void doublesUpToTenMinutes() {
    PlannerState plannerState = PlannerState.NONE;
    for (int attempt = 1; attempt < 40; attempt++) {
      plannerState = after(plannerState);
      Duration longest = Duration.ofSeconds(Math.min(5L << Math.min(attempt - 1, 10), 600));
      assertThat(plannerState.failedLoads().get(1L).attempts()).isEqualTo(attempt);
      assertThat(Duration.between(NOW, plannerState.failedLoads().get(1L).until()))
          .isBetween(longest.multipliedBy(3).dividedBy(4), longest);
    }
  }

  /** Different ends would need one call for each partition. */
  @Test
  void endsTogetherForPartitionsThatFailedTogether() {
    Set<Instant> ends = new HashSet<>();
    after(PlannerState.NONE)
        .failedLoads()
        .values()
        .forEach(failedLoad -> ends.add(failedLoad.until()));

    assertThat(ends).hasSize(1);
  }

  @Test
  void addsJitter() {
    Set<Instant> ends = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ends.add(after(PlannerState.NONE).failedLoads().get(1L).until());
    }
    assertThat(ends).hasSizeGreaterThan(1);
  }

  private static PlannerState after(PlannerState plannerState) {
    return LoadBackoff.after(plannerState, PARTITIONS, NOW, Reason.INSUFFICIENT_MEMORY, "no room");
  }
}
