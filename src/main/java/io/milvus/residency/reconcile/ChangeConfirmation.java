package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toMap;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.plan.PlannerState.FailedLoad;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The confirmation of loads and releases that were requested. */
final class ChangeConfirmation {

  private final Milvus milvus;
  private final CollectionState collectionState;

  ChangeConfirmation(Milvus milvus, CollectionState collectionState) {
    this.milvus = milvus;
    this.collectionState = collectionState;
  }

  /**
   * Compares a read of the collection with the load states of the changed partitions, and returns
   * the read with these states. A change is confirmed when both agree.
   */
  ObservedCollection of(ObservedCollection seen, Instant now) throws MilvusException {
    if (collectionState.unconfirmed.isEmpty()) {
      return seen;
    }
    Map<Long, Partition> byId = seen.partitions().stream().collect(toMap(Partition::id, p -> p));
    collectionState.unconfirmed.keySet().retainAll(byId.keySet());
    collectionState.unanswered.keySet().retainAll(byId.keySet());
    List<Partition> reached = new ArrayList<>();
    List<Partition> ended = new ArrayList<>();
    for (Map.Entry<Long, LoadState> change : Map.copyOf(collectionState.unconfirmed).entrySet()) {
      Partition partition = byId.get(change.getKey());
      if (partition.resident()) {
        collectionState.unanswered.remove(partition.id());
      }
      if (partition.state() == change.getValue()) {
        reached.add(partition);
      } else if (change.getValue() == LoadState.NOT_LOAD) {
        collectionState.unconfirmed.remove(partition.id());
      } else if (partition.state() == LoadState.NOT_LOAD) {
        collectionState.unconfirmed.remove(partition.id());
        ended.add(partition);
      }
    }
    givenUp(seen.name(), ended, now);
    return replace(seen, ask(seen.name(), reached));
  }

  /**
   * Records failed loads. Milvus silently drops a load that it can't finish; another client may
   * also have released the partition, or Milvus has not started the load yet.
   */
  private void givenUp(String collection, List<Partition> ended, Instant now) {
    boolean told = true;
    for (Partition partition : ended) {
      Optional<MilvusException> failure = Optional.empty();
      try {
        failure = told ? milvus.lastLoadFailure(collection, partition.name()) : failure;
      } catch (MilvusException e) {
        // The load has ended, whether Milvus says why or not; it is not asked about each.
        told = false;
      }
      givenUp(partition, failure, now);
    }
  }

  private void givenUp(Partition partition, Optional<MilvusException> failure, Instant now) {
    CollectionState.Unanswered silence = collectionState.unanswered.remove(partition.id());
    Reason reason = silence == null ? Reason.LOADING : silence.reason();
    String message =
        silence == null
            ? "The load did not finish: Milvus gave up, or another client released the partition."
            : silence.message();
    if (failure.isPresent()) {
      reason = failure.get().reason();
      message = failure.get().getMessage();
    }
    boolean begun = silence == null || failure.isPresent();
    LoadBackoff.Failure why = new LoadBackoff.Failure(reason, message, begun);
    collectionState.changeLoads(
        loads ->
            waits(loads, partition, now)
                ? loads
                : LoadBackoff.after(loads, List.of(partition.id()), now, why));
  }

  /**
   * Returns true if a pass of another connection has recorded the failure, or cancelled the load.
   */
  private static boolean waits(PlannerState loads, Partition partition, Instant now) {
    FailedLoad recorded = loads.failedLoads().get(partition.id());
    return recorded != null && recorded.until().isAfter(now);
  }

  private Map<String, LoadState> ask(String collection, List<Partition> reached)
      throws MilvusException {
    Map<String, LoadState> answers = milvus.loadStates(collection, reached);
    for (Partition partition : reached) {
      if (answers.get(partition.name()) == partition.state()) {
        collectionState.unconfirmed.remove(partition.id());
      }
    }
    return answers;
  }

  private static ObservedCollection replace(
      ObservedCollection seen, Map<String, LoadState> answers) {
    List<Partition> partitions =
        seen.partitions().stream()
            .filter(p -> answers.get(p.name()) != LoadState.NOT_EXIST)
            .map(
                p -> {
                  LoadState answer = answers.getOrDefault(p.name(), p.state());
                  return answer == p.state() ? p : p.in(answer);
                })
            .toList();
    return new ObservedCollection(
        seen.id(), seen.name(), seen.partitionKey(), partitions, seen.live());
  }
}
