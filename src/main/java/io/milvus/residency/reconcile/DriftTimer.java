package io.milvus.residency.reconcile;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.PlannerState.Drift;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The partitions of a collection that have left the state that a policy wants, without the
 * operator, and since when. Decides nothing; for metrics.
 */
final class DriftTimer {

  private Map<Long, Away> away = Map.of();

  /** A partition that has left the state in which it was wanted at that time. */
  private record Away(LoadState wanted, Instant since) {

    /** Returns false if another state is wanted by now; a change under way has reached none. */
    boolean wantedStill(Drift drift) {
      return drift.reached().orElse(wanted) == wanted;
    }
  }

  /**
   * Compares a read of the collection with the drift history before and after the plan for it.
   *
   * @param steady the time of the steady clock
   * @return for each partition that is in the wanted state again, the time since it was seen
   *     elsewhere
   */
  List<Duration> look(
      ObservedCollection observed,
      Map<Long, Drift> before,
      Map<Long, Drift> after,
      Instant steady) {
    Map<Long, Away> still = new HashMap<>();
    List<Duration> repaired = new ArrayList<>();
    for (Partition partition : observed.partitions()) {
      Optional<Away> seen =
          away(partition, Optional.ofNullable(before.get(partition.id())), steady);
      Optional<Drift> then = Optional.ofNullable(after.get(partition.id()));
      if (seen.isEmpty() || then.filter(seen.get()::wantedStill).isEmpty()) {
        continue;
      }
      if (partition.state() == seen.get().wanted()) {
        repaired.add(Duration.between(seen.get().since(), steady));
      } else {
        still.put(partition.id(), seen.get());
      }
    }
    away = still;
    return repaired;
  }

  private Optional<Away> away(Partition partition, Optional<Drift> before, Instant steady) {
    return Optional.ofNullable(away.get(partition.id()))
        .or(
            () ->
                before
                    .flatMap(Drift::reached)
                    .filter(wanted -> left(partition, wanted))
                    .map(wanted -> new Away(wanted, steady)));
  }

  /** Returns false for a partition that only shows as loading, which no client has done. */
  private static boolean left(Partition partition, LoadState wanted) {
    return wanted == LoadState.LOADED
        ? partition.state() == LoadState.NOT_LOAD
        : partition.resident();
  }

  /** Returns how many of these partitions have left the wanted state. */
  int count(List<Long> ids) {
    return (int) ids.stream().filter(away::containsKey).count();
  }
}
