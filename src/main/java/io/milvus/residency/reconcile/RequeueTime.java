package io.milvus.residency.reconcile;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When to look again. */
final class RequeueTime {

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** After the first failure. */
  private static final Duration FIRST = Duration.ofSeconds(2);

  private RequeueTime() {}

  /**
   * After a pass: at the shortest interval of its policies, when time changes the plan, or soon
   * while something is on the way. The longer that takes, the less often it is looked at. At once
   * if something was not done because what it was decided on has changed.
   */
  static DueTime after(
      CollectionPass.Completed result,
      List<Policy> covered,
      CollectionState collectionState,
      Instant steady) {
    if (result.again()) {
      return DueTime.at(steady);
    }
    Duration wait = covered.stream().map(Policy::interval).min(Duration::compareTo).orElseThrow();
    if (onTheWay(result, collectionState)) {
      Duration patience = Duration.between(collectionState.changed, steady).dividedBy(4);
      wait = shorter(wait, longer(patience, SHORTEST));
    }
    return new DueTime(steady.plus(wait), result.plan().nextLook());
  }

  private static boolean onTheWay(
      CollectionPass.Completed result, CollectionState collectionState) {
    return !collectionState.unconfirmed.isEmpty()
        || !result.plan().steps().isEmpty()
        || !result.plan().unproven().isEmpty()
        || result.observed().partitions().stream().anyMatch(p -> p.state() == LoadState.LOADING)
        || settingsUnknown(result.observed());
  }

  /** What the collection is loaded with may not be known for the first seconds of a load. */
  private static boolean settingsUnknown(ObservedCollection observed) {
    return observed.live().isEmpty()
        && observed.partitions().stream().anyMatch(Partition::resident);
  }

  /** After a failure: soon and then less and less often while nothing is known. */
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

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
