package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.PlannerState.FailedLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The loads that were under way when all that was loaded vanished: Milvus has given up one of them,
 * or another client has released the collection.
 *
 * @param blamed by partition id, the failures of these loads
 * @param byTimeout true if a load did not fit or had made no progress for long, so that Milvus has
 *     given it up and no client has released the others
 */
record VanishedLoads(Map<Long, FailedLoad> blamed, boolean byTimeout) {

  private static final VanishedLoads NONE = new VanishedLoads(Map.of(), false);

  /** The time without progress after which a load is to blame, unless the load timeout is short. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private static final String VANISHED =
      "All partitions of the collection were released while this one was loading.";

  /**
   * Returns the failures of the loads under way, if they and all that was loaded as wanted are gone
   * at once. A load that only brought back what was loaded before is not to blame. One that made
   * progress lately, without Milvus saying that it does not fit, is tried again soon, on its own,
   * and so is one that the operator did not ask for.
   */
  static VanishedLoads of(Situation situation) {
    PlannerState before = situation.plannerState();
    Map<Long, FailedLoad> blamed = new HashMap<>();
    boolean served = false;
    boolean byTimeout = false;
    for (Partition partition : situation.observed().partitions()) {
      Long id = partition.id();
      boolean wasLoaded = before.wasLoaded(id);
      PendingLoad load = before.pendingLoads().get(id);
      boolean wasLoading = load != null && load.progress().isPresent();
      boolean wasForeign = !wasLoaded && before.residents().foreign().contains(id);
      if (partition.resident() && (wasLoaded || wasLoading || wasForeign)) {
        return NONE;
      }
      served |= wasLoaded;
      boolean suspect = wasLoading && !load.served();
      Optional<FailedLoad> failed = Optional.ofNullable(before.failedLoads().get(id));
      boolean certain = suspect && (told(failed) || idle(situation, load));
      byTimeout |= certain;
      if (wasForeign || suspect) {
        blamed.put(id, failed(failed, certain, situation));
      }
    }
    if (!served) {
      blamed.keySet().retainAll(suspects(before.residents()));
    }
    return new VanishedLoads(blamed, served && byTimeout);
  }

  /**
   * Returns the loads to blame if nothing was seen loaded, as after a restart. A load that does not
   * fit stops on its way, and those that it holds up are shown at 0 percent.
   */
  private static Set<Long> suspects(Residents before) {
    return before.partly().equals(before.foreign()) ? Set.of() : before.partly();
  }

  private static boolean idle(Situation situation, PendingLoad load) {
    Duration half = situation.claims().loadTimeout().dividedBy(2);
    Duration idle = half.compareTo(IDLE) < 0 ? half : IDLE;
    return !load.since().plus(idle).isAfter(situation.now());
  }

  /** Returns true if Milvus has said that a load does not fit. */
  private static boolean told(Optional<FailedLoad> failed) {
    return failed.filter(f -> f.reason() == Reason.INSUFFICIENT_MEMORY).isPresent();
  }

  private static FailedLoad failed(
      Optional<FailedLoad> before, boolean certain, Situation situation) {
    // A load that fails again and again waits longer each time, whoever is to blame.
    Optional<FailedLoad> waiting =
        before.filter(f -> f.attempts() > 0 && f.until().isAfter(situation.now()));
    if (!certain && waiting.isPresent()) {
      return waiting.get();
    }
    boolean told = told(before);
    int attempts = certain ? Math.max(1, before.map(FailedLoad::attempts).orElse(1)) : 0;
    Instant until =
        situation.now().plus(certain ? PendingLoads.wait(attempts) : PendingLoads.SUSPECT);
    FailedLoad failed =
        new FailedLoad(
            attempts, until, told ? before.orElseThrow().reason() : Reason.LOAD_STUCK, "", true);
    return failed.because(
        (told ? before.orElseThrow().message() : VANISHED)
            + " The others are loaded again without it; "
            + PendingLoads.nextTry(failed)
            + PendingLoads.MORE_ROOM);
  }
}
