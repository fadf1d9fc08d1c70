package io.milvus.residency.plan;

import io.milvus.residency.api.Percent;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The input of a plan before consent is considered.
 *
 * @param claims the claims of the policies
 * @param desired the desired state of each partition
 * @param observed the collection as read
 * @param releases the wanted releases
 * @param plannerState the state remembered from the last plan
 * @param now the time of the plan
 */
record Situation(
    ClaimSet claims,
    DesiredState desired,
    ObservedCollection observed,
    ReleaseCandidates releases,
    PlannerState plannerState,
    Instant now) {

  /** Returns true if all claims are known and the clock is right. */
  boolean certain() {
    return claims.doubts().isEmpty();
  }

  /** Returns how many partitions are resident. */
  long resident() {
    return observed.partitions().stream().filter(Partition::resident).count();
  }

  /** Returns the claims that change the collection, over any connection. */
  List<Claim> acting() {
    return claims.all().stream().filter(Claim::enforces).toList();
  }

  /**
   * Returns how many releases an edit may cause without approval, at least one.
   *
   * @param baseline how many partitions were resident when the edit was made
   */
  int limit(int baseline) {
    return Math.max(1, releaseLimit().of(baseline));
  }

  /** Returns the strictest limit of the acting policies. */
  Percent releaseLimit() {
    return acting().stream()
        .map(claim -> claim.spec().safety().maxReleasePerChange())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }
}
