package io.milvus.residency.plan;

import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.DesiredState.Wish;
import io.milvus.residency.plan.Step.PartitionChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Assembles the steps of a plan: what is cancelled, loaded and released, in this order.
 *
 * @param situation the input of the plan
 * @param loads the loads to make unless something holds them
 * @param stuck the loads to cancel unless the partitions are released anyway
 * @param settings the load settings
 */
record StepAssembler(
    Situation situation, LoadCandidates loads, StuckLoads stuck, LoadSettingsChoice settings) {

  /**
   * Returns the steps.
   *
   * @param due the releases to make unless something holds them
   * @param holds by partition id, why it is not loaded or released now
   */
  List<Step> steps(List<Partition> due, Map<Long, Hold> holds) {
    if (ChangePause.hold(situation).isPresent()) {
      return List.of();
    }
    List<PartitionChange> load = new ArrayList<>();
    List<PartitionChange> release = new ArrayList<>();
    List<PartitionChange> cancel = new ArrayList<>();
    Set<Long> ripe = due.stream().map(Partition::id).collect(Collectors.toSet());
    for (Partition partition : situation.observed().partitions()) {
      boolean held = holds.containsKey(partition.id());
      Optional<Wish> loading = Optional.ofNullable(loads.go().get(partition.id()));
      if (!held && loading.isPresent()) {
        load.add(loading.get().change(partition));
      }
      if (!held && ripe.contains(partition.id())) {
        release.add(situation.desired().releasing(partition.name()).get(0).change(partition));
      } else if (stuck.stuck().containsKey(partition.id())) {
        cancel.add(stuck.stuck().get(partition.id()));
      }
    }
    List<Step> steps = new ArrayList<>();
    if (!cancel.isEmpty()) {
      steps.add(new Step.Cancel(cancel));
    }
    if (!load.isEmpty()) {
      steps.add(settings.load(load, situation.desired()));
    }
    if (!release.isEmpty()) {
      steps.add(new Step.Release(release));
    }
    return steps;
  }

  /** Returns the holds, and why loads are cancelled where nothing else is to be said. */
  Map<Long, Hold> explained(Map<Long, Hold> holds, List<Step> steps) {
    Map<Long, Hold> all = new HashMap<>(holds);
    Hold cancelled = StuckLoads.hold(situation.claims().loadTimeout());
    for (Step step : steps) {
      if (step instanceof Step.Cancel) {
        step.changes().forEach(change -> all.putIfAbsent(change.partition().id(), cancelled));
      }
    }
    return all;
  }

  /** Returns the ids of the partitions that the steps bring to the wanted state. */
  static Set<Long> corrected(List<Step> steps) {
    return steps.stream()
        .filter(step -> !(step instanceof Step.Cancel))
        .flatMap(step -> step.changes().stream())
        .map(change -> change.partition().id())
        .collect(Collectors.toSet());
  }
}
