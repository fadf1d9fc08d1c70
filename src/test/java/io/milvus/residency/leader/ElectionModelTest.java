package io.milvus.residency.leader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Random lives of three replicas under late and lost messages, wrong clocks, frozen processes. */
class ElectionModelTest {

  private static final int LIVES = Integer.getInteger("residency.elections", 500);

  @Test
  void neverHasTwoLeadersAndSoonHasOneAgain() {
    int changes = 0;
    for (int seed = 0; seed < LIVES; seed++) {
      SimulatedReplicas replicas = new SimulatedReplicas(seed);
      replicas.live();
      changes += replicas.leaders();
    }
    assertThat(changes)
        .as("leaders in all lives, so that the lives are not dull")
        .isGreaterThan(3 * LIVES);
  }
}
