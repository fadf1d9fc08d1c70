package io.milvus.residency.simulation;

import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.plan.Step;
import io.milvus.residency.plan.Step.PartitionChange;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A collection in a Milvus that carries out each call at once. */
final class SimulatedMilvus {

  /** The settings that Milvus chooses by itself, unless its configuration says otherwise. */
  private static final LoadSettings DEFAULT =
      new LoadSettings(1, List.of("__default_resource_group"));

  private final ObservedCollection before;
  private final SortedMap<String, Partition> partitions = new TreeMap<>();
  private Optional<LoadSettings> live;
  private long nextId;

  SimulatedMilvus(ObservedCollection observed, PlannerState plannerState) {
    this.before = observed;
    this.nextId = largestId(observed, plannerState) + 1;
    this.live = observed.live();
    observed.partitions().forEach(partition -> partitions.put(partition.name(), partition));
  }

  /** Returns the largest id, including those of dropped partitions that are still remembered. */
  private static long largestId(ObservedCollection observed, PlannerState remembered) {
    return Stream.of(
            observed.partitions().stream().map(Partition::id),
            remembered.releases().keySet().stream(),
            remembered.failedLoads().keySet().stream(),
            remembered.pendingLoads().keySet().stream(),
            remembered.drift().keySet().stream())
        .flatMap(ids -> ids)
        .max(Comparator.naturalOrder())
        .orElse(0L);
  }

  ObservedCollection observed() {
    return new ObservedCollection(
        before.id(), before.name(), before.partitionKey(), List.copyOf(partitions.values()), live);
  }

  /** Creates a partition, not loaded, unless it exists. */
  void create(ExpectedPartition expected) {
    partitions.computeIfAbsent(
        expected.name(),
        name -> new Partition(nextId++, name, expected.created(), LoadState.NOT_LOAD, 0));
  }

  void carryOut(Step step) {
    boolean loads = step instanceof Step.Load;
    if (step instanceof Step.Load load && !resident()) {
      live = Optional.of(chosen(load.settings()));
    }
    for (PartitionChange change : step.changes()) {
      partitions.computeIfPresent(
          change.partition().name(),
          (name, partition) -> partition.in(loads ? LoadState.LOADED : LoadState.NOT_LOAD));
    }
    if (!resident()) {
      live = Optional.empty();
    }
  }

  /** Finishes the loads under way, and returns whether there were any. */
  boolean finishLoads() {
    boolean any = partitions.values().stream().anyMatch(p -> p.state() == LoadState.LOADING);
    if (any) {
      partitions.replaceAll(
          (name, p) -> p.state() == LoadState.LOADING ? p.in(LoadState.LOADED) : p);
    }
    return any;
  }

  private boolean resident() {
    return partitions.values().stream().anyMatch(Partition::resident);
  }

  private static LoadSettings chosen(LoadSettings asked) {
    return new LoadSettings(
        asked.replicas() > 0 ? asked.replicas() : DEFAULT.replicas(),
        asked.resourceGroups().isEmpty() ? DEFAULT.resourceGroups() : asked.resourceGroups());
  }
}
