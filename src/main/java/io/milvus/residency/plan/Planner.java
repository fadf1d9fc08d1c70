package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.Memory.Setback;
import io.milvus.residency.plan.Memory.Wanted;
import io.milvus.residency.plan.Step.Change;
import io.milvus.residency.plan.Wishes.Wish;
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
    Situation situation = new Situation(claims, wishes, observed, releases, memory, now);
    Guard guard = Guard.of(situation);

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
    Set<Long> eligible = eligible(situation, guard, held.keySet());
    Set<Long> due = releases.due(eligible, claims, observed);
    Set<PolicyName> releasing = releasing(situation, guard, held.keySet());
    Loads loads = Loads.of(wishes, observed, setbacks, Map.copyOf(held), releasing, now);
    Swaps swaps = new Swaps(wishes, partitions, loads, memory, now);
    held.putAll(loads.held());

    List<Change> changes = new ArrayList<>();
    List<Change> unloads = new ArrayList<>();
    for (Partition partition : observed.partitions()) {
      Optional<Wish> load = Optional.ofNullable(loads.go().get(partition.id()));
      load.ifPresent(wish -> changes.add(change(partition, wish)));
      if (due.contains(partition.id())) {
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
    Findings findings = new Findings(situation, settings, guard, due, held);
    return new Plan(
        steps,
        findings.shares(partitions),
        swaps.unproven(),
        notices(fought, fights, wishes, held, swaps, guard),
        nextLook(wishes, releases, setbacks, held, guard, now),
        new Memory(
            wanted(releases, guard),
            setbacks,
            observed.live().or(memory::lastSettings),
            swaps.serving(),
            swaps.awaitedSince(),
            fights.after(observed.partitions(), wanted, changed(steps)),
            guard.consent(),
            situation.certain() ? Optional.of(now) : memory.lastCompleteLook()));
  }

  /**
   * Makes the plan of a pass before which another has been made, and status has recorded what that
   * one found: an edit releases nothing before it is recorded.
   */
  static Plan planRecorded(Claims claims, Observed observed, Memory memory, Instant now) {
    Plan first = plan(claims, observed, memory, now);
    return observed.partitionKey()
        ? first
        : plan(claims.recorded(first), observed, memory.withConsent(first.memory().consent()), now);
  }

  /**
   * Foresees the plan that is made once an edit is applied and recorded. What status does not say
   * yet can't be approved: an approval names the time when the edit was seen first.
   */
  public static Plan foresee(Claims claims, Observed observed, Memory memory, Instant now) {
    Plan plan = planRecorded(claims, observed, memory, now);
    return plan.memory().consent().standing() instanceof Standing.Changing changing
            && claims.all().stream()
                .noneMatch(c -> c.recorded().change().equals(Optional.of(changing.change())))
        ? plan.notBegun()
        : plan;
  }

  /** Releases of this way that nothing but the wait and the floor holds back. */
  private static Set<Long> eligible(Situation situation, Guard guard, Set<Long> fought) {
    Set<Long> eligible = new HashSet<>();
    for (Partition partition : situation.releases().ripe()) {
      if (!guard.held().contains(partition.id())
          && !fought.contains(partition.id())
          && !situation.wishes().releasing(partition.name()).isEmpty()) {
        eligible.add(partition.id());
      }
    }
    return eligible;
  }

  /**
   * The policies with releases that are due or waiting, and are to be expected: not while they are
   * blocked, fought about, kept by the floor or in doubt.
   */
  private static Set<PolicyName> releasing(Situation situation, Guard guard, Set<Long> fought) {
    Set<Long> expected = situation.certain() ? situation.releases().coming() : new HashSet<>();
    expected.removeAll(fought);
    expected.removeAll(guard.notExpected(situation.now()));
    return situation.observed().partitions().stream()
        .filter(partition -> expected.contains(partition.id()))
        .flatMap(partition -> situation.wishes().releasing(partition.name()).stream())
        .map(wish -> wish.claim().policy())
        .collect(Collectors.toSet());
  }

  private static Map<Long, Wanted> wanted(Releases releases, Guard guard) {
    Map<Long, Wanted> wanted = new HashMap<>();
    releases
        .waits()
        .forEach(
            (id, wait) ->
                wanted.put(id, new Wanted(wait.since(), guard.causes().byPolicy().get(id))));
    return wanted;
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
      List<Partition> fought,
      Fights fights,
      Wishes wishes,
      Map<Long, Held> held,
      Swaps swaps,
      Guard guard) {
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
    return Stream.of(begun, swaps.notices().stream(), guard.notices())
        .flatMap(Function.identity())
        .toList();
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
            guard.nextLook(now).stream())
        .flatMap(Function.identity())
        .filter(instant -> instant.isAfter(now))
        .min(Instant::compareTo);
  }
}
