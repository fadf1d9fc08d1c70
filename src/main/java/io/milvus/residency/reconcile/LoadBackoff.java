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
   * Returns the planner state after one more failure of these partitions. Partitions with as many
   * failures wait equally long, so that one call can load them.
   */
  static PlannerState after(
      PlannerState plannerState,
      List<Long> partitions,
      Instant now,
      Reason reason,
      String message) {
    Map<Long, FailedLoad> failedLoads = new HashMap<>(plannerState.failedLoads());
    Map<Integer, Instant> ends = new HashMap<>();
    for (Long id : partitions) {
      FailedLoad before = failedLoads.get(id);
      int attempts = before == null ? 1 : before.attempts() + 1;
      Instant end =
          ends.computeIfAbsent(
              attempts, n -> now.plus(ExponentialBackoff.after(n, FIRST, LONGEST)));
      failedLoads.put(id, new FailedLoad(attempts, end, reason, message));
    }
    return plannerState.withFailedLoads(failedLoads);
  }
}
