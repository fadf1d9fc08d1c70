package io.milvus.residency.reconcile;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A load or release that Milvus did not answer in time. From 2.6.6 on, changes of a collection wait
 * for a lock that a release holds for up to a minute, so Milvus may still carry out the change.
 *
 * @param ids the ids of the partitions
 * @param wanted the state to bring them to, Loaded or NotLoad
 * @param until the time after which the change is no longer waited for, by the steady clock
 */
record OpenChange(Set<Long> ids, LoadState wanted, Instant until) {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  /**
   * Creates the record of a change.
   *
   * @param now the time when Milvus had not answered, by the steady clock
   */
  static OpenChange of(List<PartitionChange> changes, LoadState wanted, Instant now) {
    Set<Long> ids =
        changes.stream().map(change -> change.partition().id()).collect(Collectors.toSet());
    return new OpenChange(ids, wanted, now.plus(LONGEST));
  }

  /** Returns whether the outcome is still unknown. */
  boolean open(ObservedCollection seen, Instant steady) {
    return steady.isBefore(until)
        && seen.partitions().stream()
            .filter(partition -> ids.contains(partition.id()))
            .anyMatch(partition -> partition.resident() != (wanted == LoadState.LOADED));
  }

  /** Returns the end of the wait by the wall clock. */
  Instant until(Reading now) {
    return now.wall().plus(Duration.between(now.steady(), until));
  }
}
