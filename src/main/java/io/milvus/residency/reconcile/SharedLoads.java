package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.PendingLoad;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.plan.PlannerState.Drift;
import io.milvus.residency.plan.PlannerState.FailedLoad;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The loads of a collection, whichever connection made them: Milvus gives up a load with all that
 * is loaded, and what does not fit over one connection fits over none.
 *
 * @param failed by partition id, loads that failed
 * @param pending by partition id, loads that are not finished
 * @param loaded the partitions that were loaded when last seen so, and have been resident since
 */
record SharedLoads(Map<Long, FailedLoad> failed, Map<Long, PendingLoad> pending, Set<Long> loaded) {

  static final SharedLoads NONE = new SharedLoads(Map.of(), Map.of(), Set.of());

  private static final Drift LOADED = new Drift(Optional.of(LoadState.LOADED), List.of(), false);

  SharedLoads {
    failed = Map.copyOf(failed);
    pending = Map.copyOf(pending);
  }

  /** Returns the state of a connection with these loads. */
  PlannerState in(PlannerState own) {
    return own.withFailedLoads(failed).withPendingLoads(pending);
  }

  /**
   * Returns the state of a connection with these loads, and with what other connections loaded, so
   * that whichever looks first sees that all has vanished.
   */
  PlannerState forPlan(PlannerState own) {
    if (pending.isEmpty()) {
      return in(own);
    }
    Map<Long, Drift> drift = new HashMap<>(own.drift());
    loaded.forEach(id -> drift.putIfAbsent(id, LOADED));
    return in(own).withDrift(drift);
  }

  /** Returns the loads as a state has them. */
  SharedLoads from(PlannerState plannerState) {
    return new SharedLoads(plannerState.failedLoads(), plannerState.pendingLoads(), loaded);
  }

  /** Returns these loads after a look. */
  SharedLoads seen(ObservedCollection observed) {
    Set<Long> now =
        observed.partitions().stream()
            .filter(
                partition ->
                    partition.state() == LoadState.LOADED
                        || (partition.resident() && loaded.contains(partition.id())))
            .map(Partition::id)
            .collect(toUnmodifiableSet());
    return now.equals(loaded) ? this : new SharedLoads(failed, pending, now);
  }

  /** Returns whether a plan has left these loads behind, and nothing has changed them since. */
  boolean leftBy(PlannerState plannerState) {
    return failed.equals(plannerState.failedLoads()) && pending.equals(plannerState.pendingLoads());
  }
}
