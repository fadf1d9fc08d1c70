package io.milvus.residency.reconcile;

import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.plan.PlannerState.FailedLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The wait after a failed load: 5 s at first, doubled with each failure, 10 minutes at most. */
final class LoadBackoff {

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private LoadBackoff() {}

  /**
   * Returns the planner state after Milvus has once more refused to load these partitions.
   * Partitions with as many failures wait equally long, so that one call can load them.
   */
  static PlannerState after(
      PlannerState plannerState,
      List<Long> partitions,
      Instant now,
      Reason reason,
      String message) {
    return after(plannerState, partitions, now, new Failure(reason, message, false));
  }

  /**
   * The failure of a load.
   *
   * @param reason the API word for the failure
   * @param message a message for people
   * @param begun true if the load had begun and did not finish
   */
  record Failure(Reason reason, String message, boolean begun) {}

  /** Returns the planner state after one more failure of these partitions. */
  static PlannerState after(
      PlannerState plannerState, List<Long> partitions, Instant now, Failure failure) {
    Map<Long, FailedLoad> failedLoads = new HashMap<>(plannerState.failedLoads());
    Map<Integer, Instant> ends = new HashMap<>();
    for (Long id : partitions) {
      FailedLoad before = failedLoads.get(id);
      boolean first = before == null || (failure.begun() && !before.begun());
      int attempts = first ? 1 : before.attempts() + 1;
      Instant end =
          ends.computeIfAbsent(
              attempts, n -> now.plus(ExponentialBackoff.after(n, FIRST, LONGEST)));
      boolean begun = failure.begun() || (before != null && before.begun());
      failedLoads.put(
          id, new FailedLoad(attempts, end, failure.reason(), failure.message(), begun));
    }
    return plannerState.withFailedLoads(failedLoads);
  }
}
