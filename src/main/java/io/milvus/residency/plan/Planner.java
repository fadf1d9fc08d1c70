package io.milvus.residency.plan;

import io.milvus.residency.api.RuleState;
import io.milvus.residency.plan.Memory.Setback;
import io.milvus.residency.plan.Step.Change;
import io.milvus.residency.plan.Wishes.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Decides what is to be done for a collection. */
public final class Planner {

  private Planner() {}

  /**
   * Makes the plan of one pass.
   *
   * @param claims what the policies on the collection want
   * @param observed the collection as it is
   * @param memory what the last plan left to remember
   * @param now the time of the pass, read once
   * @return what to do; the same for the same arguments, whatever the order of the claims
   */
  public static Plan plan(Claims claims, Observed observed, Memory memory, Instant now) {
    if (observed.partitionKey()) {
      return new Plan(List.of(), Map.of(), Map.of(), Optional.empty(), memory);
    }
    Map<String, Partition> partitions = new HashMap<>();
    observed.partitions().forEach(partition -> partitions.put(partition.name(), partition));
    SortedMap<String, List<Wish>> wishes = Wishes.of(claims.all(), observed);
    Settings settings = Settings.of(claims.all(), observed, memory);
    Releases releases = Releases.of(wishes, claims, observed, memory, now);
    Map<Long, Setback> setbacks = stillValid(wishes, partitions, memory);

    List<Change> loads = new ArrayList<>();
    List<Change> unloads = new ArrayList<>();
    wishes.forEach(
        (name, all) -> {
          Partition partition = partitions.get(name);
          if (partition == null) {
            return;
          }
          if (partition.state() == LoadState.NOT_LOAD && ready(setbacks, partition, now)) {
            first(all, RuleState.LOADED).ifPresent(wish -> loads.add(change(partition, wish)));
          } else if (releases.due().contains(partition.id())) {
            first(all, RuleState.RELEASED).ifPresent(wish -> unloads.add(change(partition, wish)));
          }
        });
    List<Step> steps = new ArrayList<>();
    if (!loads.isEmpty()) {
      settings.chosen().ifPresent(chosen -> steps.add(new Step.Load(loads, chosen)));
    }
    if (!unloads.isEmpty()) {
      steps.add(new Step.Release(unloads));
    }
    Optional<Instant> nextLook =
        Stream.concat(
                releases.notBefore().values().stream(),
                setbacks.values().stream().map(Setback::until))
            .filter(instant -> instant.isAfter(now))
            .min(Instant::compareTo);
    return new Plan(
        steps,
        new Findings(claims, memory, settings, releases, now).of(wishes, partitions),
        settings.mismatches(),
        nextLook,
        new Memory(releases.since(), setbacks, observed.live().or(memory::lastSettings)));
  }

  private static Change change(Partition partition, Wish wish) {
    return new Change(partition, wish.claim().policy(), wish.rule().name());
  }

  /** The wish in whose name it is done. */
  private static Optional<Wish> first(List<Wish> wishes, RuleState want) {
    return wishes.stream().filter(wish -> wish.want() == want && wish.claim().acts()).findFirst();
  }

  private static boolean ready(Map<Long, Setback> setbacks, Partition partition, Instant now) {
    Setback setback = setbacks.get(partition.id());
    return setback == null || !setback.until().isAfter(now);
  }

  /** A setback is over when the partition is loaded, gone, or no longer wanted. */
  private static Map<Long, Setback> stillValid(
      Map<String, List<Wish>> wishes, Map<String, Partition> partitions, Memory memory) {
    Map<Long, Setback> valid = new HashMap<>();
    partitions.forEach(
        (name, partition) -> {
          Setback setback = memory.setbacks().get(partition.id());
          boolean wanted =
              first(wishes.getOrDefault(name, List.of()), RuleState.LOADED).isPresent();
          if (setback != null && wanted && partition.state() != LoadState.LOADED) {
            valid.put(partition.id(), setback);
          }
        });
    return valid;
  }
}
