package io.milvus.residency.reconcile;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.milvus.MilvusException.Retry;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.Step;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Makes the calls of steps. Before each, the load states of the partitions concerned are asked for;
 * what is not as it was planned for is left to the next pass.
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
   * @throws MilvusException when what failed is the way to Milvus, so that nothing more can be done
   */
  void load(String collection, Step.Load step, Reading now) throws MilvusException {
    Map<String, LoadState> have = milvus.loadStates(collection, partitions(step.changes()));
    List<PartitionChange> changes =
        step.changes().stream()
            .filter(c -> have.get(c.partition().name()) == LoadState.NOT_LOAD)
            .toList();
    if (changes.isEmpty()) {
      return;
    }
    Step.Load due = new Step.Load(changes, step.settings());
    try {
      expect(changes, LoadState.LOADED, now);
      milvus.load(collection, names(changes), step.settings());
      recorder.done(due);
    } catch (MilvusException e) {
      switch (e.retry()) {
        case LOOK -> unknown(changes, e);
        case BACK_OFF -> {
          forget(changes);
          backOff(due, e, now);
        }
        case SOON, INTERVAL -> {
          forget(changes);
          throw e;
        }
      }
    }
  }

  /** It may have been done, or a partition went away so that nothing was: the next look tells. */
  private void unknown(List<PartitionChange> changes, MilvusException e) {
    if (e.timedOut()) {
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
  }

  private void backOff(Step.Load due, MilvusException e, Reading now) {
    Reason reason = e.reason();
    recorder.refused(due, reason, e.getMessage());
    List<Long> ids = due.changes().stream().map(change -> change.partition().id()).toList();
    collectionState.plannerState =
        LoadBackoff.after(collectionState.plannerState, ids, now.wall(), reason, e.getMessage());
  }

  /**
   * Releases partitions, in one call.
   *
   * @param wanted asked last of all whether that is still to be done
   * @return false if it is not, and was not
   * @throws MilvusException when nothing more can be done
   */
  boolean release(
      String collection, List<PartitionChange> planned, BooleanSupplier wanted, Reading now)
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
      expect(changes, LoadState.NOT_LOAD, now);
      milvus.release(collection, names(changes));
      recorder.done(due);
      return true;
    } catch (MilvusException e) {
      if (e.retry() == Retry.LOOK) {
        // It may have been done, or a partition went away meanwhile: the next look tells.
        return true;
      }
      recorder.refused(due, e.reason(), e.getMessage());
      throw e;
    }
  }

  private void expect(List<PartitionChange> changes, LoadState state, Reading now) {
    changes.forEach(change -> collectionState.unconfirmed.put(change.partition().id(), state));
    collectionState.changed = now.steady();
  }

  private static List<Partition> partitions(List<PartitionChange> changes) {
    return changes.stream().map(PartitionChange::partition).toList();
  }

  private static List<String> names(List<PartitionChange> changes) {
    return changes.stream().map(change -> change.partition().name()).toList();
  }
}
