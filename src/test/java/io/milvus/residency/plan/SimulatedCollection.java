package io.milvus.residency.plan;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A collection in Milvus, and the state that the passes of each connection remember of it. */
final class SimulatedCollection {

  static final int WAYS = 2;

  final CollectionId id;
  final Map<String, Partition> partitions = new TreeMap<>();
  final PlannerState[] memories = new PlannerState[WAYS];

  SimulatedCollection(CollectionId id) {
    this.id = id;
    forget();
  }

  void forget() {
    for (int way = 0; way < WAYS; way++) {
      memories[way] = PlannerState.NONE;
    }
  }

  /** Notes that a connection leads to another collection now. */
  void left(int way, boolean last) {
    PlannerState fresh = PlannerState.NONE.withConsent(memories[way].consent());
    memories[way] = fresh;
    if (last) {
      for (int each = 0; each < WAYS; each++) {
        memories[each] = memories[each].withConsent(memories[each].consent().stopped());
      }
    }
  }

  /** Shares the consent with all connections. */
  void remember(int way, PlannerState plannerState) {
    for (int other = 0; other < WAYS; other++) {
      memories[other] = memories[other].withConsent(plannerState.consent());
    }
    memories[way] = plannerState;
  }

  ObservedCollection observed() {
    boolean resident = partitions.values().stream().anyMatch(Partition::resident);
    return new ObservedCollection(
        id,
        "articles",
        false,
        List.copyOf(partitions.values()),
        resident ? Optional.of(new LoadSettings(1, List.of())) : Optional.empty());
  }

  void carryOut(Step step, LoadState loads) {
    LoadState to = step instanceof Step.Load ? loads : LoadState.NOT_LOAD;
    step.changes()
        .forEach(
            change -> partitions.computeIfPresent(change.partition().name(), (n, p) -> p.in(to)));
  }
}
