package io.milvus.residency.reconcile;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.milvus.MilvusException.Retry;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.PendingLoads;
import io.milvus.residency.plan.Step;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The cancellation of loads that make no progress. It is a release, so the operator asks for the
 * segments on the query nodes first: a partition may have been loaded and shows as Loading again,
 * because of another change.
 */
final class LoadCancellation {

  private final Milvus milvus;
  private final EventRecorder recorder;
  private final CollectionState collectionState;

  LoadCancellation(Milvus milvus, EventRecorder recorder, CollectionState collectionState) {
    this.milvus = milvus;
    this.recorder = recorder;
    this.collectionState = collectionState;
  }

  /**
   * Cancels loads, in one call. What answers searches is left alone and forgotten, and so is what
   * has no rows: it always fits, and only waits for another load.
   *
   * @param fresh the collection as just read
   * @param planned the loads, which the operator has asked for
   * @param wanted returns whether to cancel still; called right before the call
   * @return false if that is no longer wanted, and was not done
   * @throws MilvusException if nothing more can be done
   */
  boolean cancel(
      ObservedCollection fresh,
      List<PartitionChange> planned,
      Duration loadTimeout,
      BooleanSupplier wanted,
      Clocks clocks)
      throws MilvusException {
    // Releasing the partitions makes Milvus forget why their loads fail.
    LoadBackoff.Failure why = whyStuck(fresh, loadTimeout);
    Map<String, LoadState> have = milvus.loadStates(fresh.name(), StepExecutor.partitions(planned));
    List<PartitionChange> loading =
        planned.stream().filter(c -> have.get(c.partition().name()) == LoadState.LOADING).toList();
    if (loading.isEmpty()) {
      return true;
    }
    Optional<Set<Long>> notServing =
        milvus.notServing(fresh.name(), StepExecutor.partitions(loading));
    if (notServing.isEmpty()) {
      // The next pass asks again: a wrong cancellation is worse than none.
      return true;
    }
    if (!wanted.getAsBoolean()) {
      return false;
    }
    List<PartitionChange> changes =
        loading.stream().filter(c -> notServing.get().contains(c.partition().id())).toList();
    forget(loading.stream().filter(change -> !changes.contains(change)).toList());
    if (!changes.isEmpty()) {
      release(fresh.name(), changes, why, clocks);
    }
    return true;
  }

  private void release(
      String collection, List<PartitionChange> changes, LoadBackoff.Failure why, Clocks clocks)
      throws MilvusException {
    Step.Cancel due = new Step.Cancel(changes);
    Reading now = clocks.read();
    try {
      collectionState.expect(changes, LoadState.NOT_LOAD);
      milvus.release(collection, StepExecutor.names(changes));
      cancelled(changes, true, why, now);
      recorder.done(due);
    } catch (MilvusException e) {
      collectionState.open(changes, LoadState.NOT_LOAD, e, clocks);
      if (e.retry() != Retry.READ_AGAIN) {
        recorder.refused(due, e.reason(), e.getMessage());
        throw e;
      }
      cancelled(changes, false, why, now);
    }
  }

  /**
   * Returns why loads are stuck: what Milvus says of any partition that is not loaded. If it can't
   * say, the load is stuck all the same.
   */
  private LoadBackoff.Failure whyStuck(ObservedCollection fresh, Duration loadTimeout) {
    return fresh.partitions().stream()
        .filter(partition -> !partition.resident())
        .findFirst()
        .flatMap(partition -> lastFailure(fresh, partition))
        .filter(e -> e.reason() == Reason.INSUFFICIENT_MEMORY)
        .map(e -> new LoadBackoff.Failure(e.reason(), e.getMessage(), true))
        .orElseGet(
            () ->
                new LoadBackoff.Failure(
                    Reason.LOAD_STUCK, PendingLoads.noProgress(loadTimeout), true));
  }

  private Optional<MilvusException> lastFailure(ObservedCollection fresh, Partition notLoaded) {
    try {
      return milvus.lastLoadFailure(fresh.name(), notLoaded.name());
    } catch (MilvusException e) {
      return Optional.empty();
    }
  }

  private void cancelled(
      List<PartitionChange> changes, boolean certain, LoadBackoff.Failure why, Reading now) {
    Set<Long> ids = Set.copyOf(StepExecutor.ids(changes));
    collectionState.changeLoads(
        loads ->
            PendingLoads.cancelled(loads, ids, certain, now.wall(), why.reason(), why.message()));
  }

  private void forget(List<PartitionChange> changes) {
    collectionState.changeLoads(loads -> PendingLoads.refused(loads, StepExecutor.ids(changes)));
  }
}
