package io.milvus.residency.reconcile;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The rules for the time of the next pass. */
final class RequeueTime {

  /** The wait after a step that was not made. */
  private static final Duration NOT_MADE = Duration.ofSeconds(1);

  /** The longest wait while a load is under way, with which Milvus may release all else. */
  private static final Duration LOADING = Duration.ofSeconds(5);

  /** The wait after the first failure. */
  private static final Duration FIRST = Duration.ofSeconds(2);

  private RequeueTime() {}

  /**
   * Returns when the next pass is due after a pass that has ended: after the shortest interval of
   * its policies, when time changes the plan, or soon while a change is under way, less and less
   * often the longer the change takes. Soon, too, if a step was not made because its grounds have
   * changed or another pass is changing the collection; not at once, because both may last.
   */
  static DueTime after(
      CollectionPass.Completed result,
      List<Policy> covered,
      CollectionState collectionState,
      Instant steady) {
    if (result.again()) {
      return DueTime.at(steady.plus(NOT_MADE));
    }
    Duration wait = covered.stream().map(Policy::interval).min(Duration::compareTo).orElseThrow();
    if (changing(result, collectionState)) {
      List<Partition> partitions = result.observed().partitions();
      wait = shorter(wait, collectionState.progress.nextRead(partitions, steady));
    } else {
      collectionState.progress.rest();
    }
    if (collectionState.shared.loading()) {
      wait = shorter(wait, LOADING);
    }
    return new DueTime(steady.plus(wait), result.plan().nextLook());
  }

  private static boolean changing(
      CollectionPass.Completed result, CollectionState collectionState) {
    return !collectionState.unconfirmed.isEmpty()
        || collectionState.shared.open()
        || !result.plan().steps().isEmpty()
        || !result.plan().unproven().isEmpty()
        || result.observed().partitions().stream().anyMatch(p -> p.state() == LoadState.LOADING)
        || settingsUnknown(result.observed());
  }

  /** Returns whether the load settings are unknown, as in the first seconds of a load. */
  private static boolean settingsUnknown(ObservedCollection observed) {
    return observed.live().isEmpty()
        && observed.partitions().stream().anyMatch(Partition::resident);
  }

  /** Returns when the next pass is due after a failure: with back-off while unresolved. */
  static DueTime afterFailure(List<Policy> covered, Resolution resolution, Instant steady) {
    Duration interval =
        covered.stream().map(Policy::interval).min(Duration::compareTo).orElse(FIRST);
    Duration wait =
        resolution instanceof Resolution.Unresolved unknown
            ? ExponentialBackoff.after(unknown.attempts(), FIRST, interval)
            : interval;
    return DueTime.at(steady.plus(wait));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
