package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.Footprint;
import org.junit.jupiter.api.Test;

/**
 * The bytes that the operator keeps between passes, the cached objects included, by the difference
 * between two scenes. The limits are a little above what was measured. What java-operator-sdk, the
 * Kubernetes client and gRPC keep beside the objects is not counted.
 */
class KeptBytesTest {

  @Test
  void keepsAFewKilobytesForEachPolicy() {
    assertGrowth(scene(1000, 50, 6), scene(2000, 50, 6), 1000, 3400);
  }

  @Test
  void keepsFewBytesForEachPartition() {
    assertGrowth(scene(1, 1, 1000), scene(1, 1, 4000), 3000, 235);
  }

  /** The rules of all policies are equal, so that only a reference is kept for each plan. */
  @Test
  void sharesWhatPoliciesFromOneTemplateKeepForEachPartition() {
    assertGrowth(scene(100, 1, 1000), scene(100, 1, 4000), 100 * 3000, 7);
  }

  private static Footprint scene(int policies, int collections, int partitions) {
    try (KeptScene scene = new KeptScene(policies, collections, partitions).begin()) {
      return Footprint.of(scene.kept());
    }
  }

  private static void assertGrowth(Footprint before, Footprint after, int things, long most) {
    assertThat((after.total() - before.total()) / things)
        .as(() -> "bytes for each, by class:\n" + after.growth(before, things))
        .isPositive()
        .isLessThanOrEqualTo(most);
  }
}
