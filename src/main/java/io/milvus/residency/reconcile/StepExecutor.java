package io.milvus.residency.reconcile;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.milvus.MilvusException.Retry;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.PendingLoads;
import io.milvus.residency.plan.Step;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The executor of steps. Before each call it reads the load states of the partitions, and leaves
 * partitions that are no longer as planned to the next pass.
 */
final class StepExecutor {

  private final Milvus milvus;
  private final EventRecorder recorder;
  private final CollectionState collectionState;

  StepExecutor(Milvus milvus, EventRecorder recorder, CollectionState collectionState) {
    this.milvus = milvus;
    this.recorder = recorder;
    this.collectionState = collectionState;
  }

  /**
   * Loads partitions.
   *
   * @throws MilvusException if the connection to Milvus failed, so that nothing more can be done
   */
  void load(String collection, Step.Load step, Clocks clocks) throws MilvusException {
    Map<String, LoadState> have = milvus.loadStates(collection, partitions(step.changes()));
    List<PartitionChange> changes =
        step.changes().stream()
            .filter(c -> have.get(c.partition().name()) == LoadState.NOT_LOAD)
            .toList();
    if (changes.isEmpty()) {
      return;
    }
    Step.Load due = step.of(changes);
    Reading now = clocks.read();
    try {
      collectionState.expect(changes, LoadState.LOADED);
      collectionState.changeLoads(loads -> PendingLoads.requested(loads, ids(changes), now.wall()));
      milvus.load(collection, names(changes), step.settings(), step.priority());
      done(due);
    } catch (MilvusException e) {
      collectionState.open(changes, LoadState.LOADED, e, clocks);
      switch (e.retry()) {
        case READ_AGAIN -> awaitOutcome(changes, e);
        case BACK_OFF -> {
          forget(changes);
          backOff(due, e, now);
        }
        case SOON, INTERVAL -> {
          awaitOutcome(changes, e);
          throw e;
        }
      }
    }
  }

  private void done(Step step) {
    recorder.done(step);
    int corrected = collectionState.drift.count(ids(step.changes()));
    if (corrected > 0) {
      recorder.corrected(step, corrected);
    }
  }

  /** Records a load that Milvus did not answer; the next read shows the outcome. */
  private void awaitOutcome(List<PartitionChange> changes, MilvusException e) {
    if (e.unanswered()) {
      String message = e.getMessage() + " The outcome is checked before the next load.";
      CollectionState.Unanswered unanswered = new CollectionState.Unanswered(e.reason(), message);
      changes.forEach(
          change -> collectionState.unanswered.put(change.partition().id(), unanswered));
    } else {
      forget(changes);
    }
  }

  private void forget(List<PartitionChange> changes) {
    changes.forEach(change -> collectionState.unconfirmed.remove(change.partition().id()));
    collectionState.changeLoads(loads -> PendingLoads.refused(loads, ids(changes)));
  }

  private void backOff(Step.Load due, MilvusException e, Reading now) {
    Reason reason = e.reason();
    recorder.refused(due, reason, e.getMessage());
    collectionState.changeLoads(
        loads -> LoadBackoff.after(loads, ids(due.changes()), now.wall(), reason, e.getMessage()));
  }

  /**
   * Releases partitions, in one call.
   *
   * @param wanted returns whether to release still; called right before the release
   * @return false if the release is no longer wanted, and was not made
   * @throws MilvusException if nothing more can be done
   */
  boolean release(
      String collection, List<PartitionChange> planned, BooleanSupplier wanted, Clocks clocks)
      throws MilvusException {
    Map<String, LoadState> have = milvus.loadStates(collection, partitions(planned));
    List<PartitionChange> changes =
        planned.stream()
            .filter(c -> c.partition().in(have.get(c.partition().name())).resident())
            .toList();
    if (changes.isEmpty()) {
      return true;
    }
    if (!wanted.getAsBoolean()) {
      return false;
    }
    Step.Release due = new Step.Release(changes);
    try {
      collectionState.expect(changes, LoadState.NOT_LOAD);
      milvus.release(collection, names(changes));
      done(due);
      return true;
    } catch (MilvusException e) {
      collectionState.open(changes, LoadState.NOT_LOAD, e, clocks);
      if (e.retry() == Retry.READ_AGAIN) {
        // The outcome is unknown, or a partition was dropped; the next read shows it.
        return true;
      }
      recorder.refused(due, e.reason(), e.getMessage());
      throw e;
    }
  }

  static List<Partition> partitions(List<PartitionChange> changes) {
    return changes.stream().map(PartitionChange::partition).toList();
  }

  static List<Long> ids(List<PartitionChange> changes) {
    return changes.stream().map(change -> change.partition().id()).toList();
  }

  static List<String> names(List<PartitionChange> changes) {
    return changes.stream().map(change -> change.partition().name()).toList();
  }
}
