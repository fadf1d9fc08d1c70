package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.Memory.Setback;
import io.milvus.residency.plan.Step.Change;
import io.milvus.residency.plan.Wishes.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides what is to be done for a collection. */
public final class Planner {

  /** How soon to look again when an approval has been taken and is being written down. */
  private static final Duration SOON = Duration.ofSeconds(1);

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
      return new Plan(List.of(), Map.of(), List.of(), List.of(), Optional.empty(), memory);
    }
    Map<String, Partition> partitions = new HashMap<>(2 * observed.partitions().size());
    observed.partitions().forEach(partition -> partitions.put(partition.name(), partition));
    Wishes wishes = Wishes.of(claims.all(), observed, now);
    Settings settings = Settings.of(claims.all(), observed, memory);
    Fights fights = new Fights(memory, now);
    Map<Long, Setback> setbacks = stillValid(wishes, observed, memory);
    Releases releases = Releases.of(wishes, claims, observed, memory, now);
    Guard guard = Guard.of(claims, wishes, observed, releases, memory, now);

    Map<Long, Held> held = new HashMap<>();
    List<Partition> fought = new ArrayList<>();
    Map<Long, LoadState> wanted = wanted(wishes, observed);
    for (Partition partition : observed.partitions()) {
      LoadState state = wanted.get(partition.id());
      Optional<Held> why = state == null ? Optional.empty() : fights.held(partition, state);
      if (why.isPresent()) {
        held.put(partition.id(), why.get());
        fought.add(partition);
      }
    }
    Set<Long> free = new HashSet<>(guard.open() ? releases.coming() : Set.of());
    free.removeAll(held.keySet());
    free.addAll(releases.leaving());
    Loads loads = Loads.of(wishes, observed, setbacks, Map.copyOf(held), !free.isEmpty(), now);
    Swaps swaps = new Swaps(wishes, partitions, loads, memory, now);
    held.putAll(loads.held());

    List<Change> changes = new ArrayList<>();
    List<Change> unloads = new ArrayList<>();
    for (Partition partition : observed.partitions()) {
      Optional<Wish> load = Optional.ofNullable(loads.go().get(partition.id()));
      load.ifPresent(wish -> changes.add(change(partition, wish)));
      if (releases.due().contains(partition.id()) && free.contains(partition.id())) {
        swaps
            .held(partition)
            .ifPresentOrElse(
                why -> held.put(partition.id(), why),
                () ->
                    wishes.releasing(partition.name()).stream()
                        .findFirst()
                        .ifPresent(wish -> unloads.add(change(partition, wish))));
      }
    }
    List<Step> steps = new ArrayList<>();
    if (!changes.isEmpty()) {
      settings.chosen().ifPresent(chosen -> steps.add(new Step.Load(changes, chosen)));
    }
    if (!unloads.isEmpty()) {
      steps.add(new Step.Release(unloads));
    }
    Findings findings = new Findings(claims, settings, releases, guard, held, now);
    return new Plan(
        steps,
        findings.shares(wishes, partitions),
        swaps.unproven(),
        notices(fought, fights, wishes, held, swaps),
        nextLook(wishes, releases, setbacks, held, guard, now),
        new Memory(
            releases.since(),
            setbacks,
            observed.live().or(memory::lastSettings),
            swaps.serving(),
            swaps.awaitedSince(),
            fights.after(observed.partitions(), wanted, changed(steps))));
  }

  private static Change change(Partition partition, Wish wish) {
    return new Change(partition, wish.claim().policy(), wish.rule().name());
  }

  /** A setback is over when the partition is loaded, gone, or no longer wanted. */
  private static Map<Long, Setback> stillValid(Wishes wishes, Observed observed, Memory memory) {
    Map<Long, Setback> valid = new HashMap<>();
    for (Partition partition : observed.partitions()) {
      Setback setback = memory.setbacks().get(partition.id());
      if (setback != null
          && partition.state() != LoadState.LOADED
          && wishes.loads(partition.name())) {
        valid.put(partition.id(), setback);
      }
    }
    return valid;
  }

  /** The state that each partition is to be brought to, as far as somebody acts on it. */
  private static Map<Long, LoadState> wanted(Wishes wishes, Observed observed) {
    Map<Long, LoadState> wanted = new HashMap<>(2 * observed.partitions().size());
    for (Partition partition : observed.partitions()) {
      if (wishes.loads(partition.name())) {
        wanted.put(partition.id(), LoadState.LOADED);
      } else if (!wishes.releasing(partition.name()).isEmpty()) {
        wanted.put(partition.id(), LoadState.NOT_LOAD);
      }
    }
    return wanted;
  }

  private static Set<Long> changed(List<Step> steps) {
    return steps.stream()
        .flatMap(step -> step.changes().stream())
        .map(change -> change.partition().id())
        .collect(Collectors.toSet());
  }

  private static List<Notice> notices(
      List<Partition> fought, Fights fights, Wishes wishes, Map<Long, Held> held, Swaps swaps) {
    Stream<Notice> begun =
        fought.stream()
            .filter(fights::begins)
            .flatMap(
                partition ->
                    wishes.of(partition.name()).stream()
                        .filter(wish -> wish.claim().acts())
                        .map(
                            wish ->
                                new Notice(
                                    wish.claim().policy(),
                                    Reason.DRIFT_FIGHT,
                                    "Partition "
                                        + partition.name()
                                        + ": "
                                        + held.get(partition.id()).message())));
    return Stream.concat(begun, swaps.notices().stream()).toList();
  }

  private static Optional<Instant> nextLook(
      Wishes wishes,
      Releases releases,
      Map<Long, Setback> setbacks,
      Map<Long, Held> held,
      Guard guard,
      Instant now) {
    return Stream.of(
            releases.notBefore().values().stream(),
            setbacks.values().stream().map(Setback::until),
            held.values().stream().flatMap(why -> why.notBefore().stream()),
            wishes.transition().stream(),
            guard.approved() ? Stream.of(now.plus(SOON)) : Stream.<Instant>empty())
        .flatMap(Function.identity())
        .filter(instant -> instant.isAfter(now))
        .min(Instant::compareTo);
  }
}
