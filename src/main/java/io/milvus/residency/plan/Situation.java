package io.milvus.residency.plan;

import io.milvus.residency.api.Percent;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * All that a plan knows before it asks what people have agreed to.
 *
 * @param claims what the policies want
 * @param desired the same for each partition
 * @param observed the collection as it is
 * @param releases the releases that are wanted
 * @param plannerState what the last plan left to remember
 * @param now the time of the plan
 */
record Situation(
    ClaimSet claims,
    DesiredState desired,
    ObservedCollection observed,
    ReleaseCandidates releases,
    PlannerState plannerState,
    Instant now) {

  /** Whether all claims are known, and the clock is right. */
  boolean certain() {
    return claims.doubts().isEmpty();
  }

  /** How many partitions are in the load set. */
  long resident() {
    return observed.partitions().stream().filter(Partition::resident).count();
  }

  /** The claims that change the collection, whichever way they reach it. */
  List<Claim> acting() {
    return claims.all().stream().filter(Claim::enforces).toList();
  }

  /**
   * How many releases an edit may bring without being approved. One always is.
   *
   * @param baseline how many partitions were in the load set when the edit was made
   */
  int limit(int baseline) {
    return Math.max(1, policyPlan().of(baseline));
  }

  /** The strictest limit of the policies that act. */
  Percent policyPlan() {
    return acting().stream()
        .map(claim -> claim.spec().safety().maxReleasePerChange())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }
}
