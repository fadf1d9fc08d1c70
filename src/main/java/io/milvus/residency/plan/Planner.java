package io.milvus.residency.plan;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PlannerState.FailedLoad;
import io.milvus.residency.plan.PlannerState.Wanted;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The planner decides what to do for a collection. Each stage returns holds; what is wanted and not
 * held is done. Steps and explanations follow from the same holds.
 */
public final class Planner {

  private final Situation situation;
  private final Map<String, Partition> partitions;
  private final LoadSettingsChoice settings;
  private final StuckLoads stuck;
  private final VanishedLoads vanished;
  private final Map<Long, FailedLoad> failedLoads;
  private final DriftLimiter drift;
  private final ChangeGuard guard;

  private Planner(Situation situation) {
    this.situation = situation;
    this.partitions = new HashMap<>(2 * situation.observed().partitions().size());
    situation.observed().partitions().forEach(p -> partitions.put(p.name(), p));
    this.settings =
        LoadSettingsChoice.of(
            situation.claims().all(), situation.observed(), situation.plannerState());
    this.stuck = StuckLoads.of(situation);
    this.vanished = VanishedLoads.of(situation);
    this.failedLoads = LoadCandidates.stillFailed(situation, vanished.blamed());
    this.drift = DriftLimiter.of(situation, vanished.byTimeout());
    this.guard = ChangeGuard.of(situation);
  }

  /**
   * Returns the plan of one pass.
   *
   * @param claims the claims on the collection
   * @param observed the collection as read
   * @param plannerState the state remembered from the last plan
   * @param now the time of the pass, read once
   * @return the plan; the same for the same arguments, whatever the order of the claims
   */
  public static Plan plan(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Instant now) {
    if (observed.partitionKey()) {
      return new Plan(List.of(), Map.of(), List.of(), List.of(), Optional.empty(), plannerState);
    }
    DesiredState desired = DesiredState.of(claims.all(), observed, now);
    ReleaseCandidates releases = ReleaseCandidates.of(desired, claims, observed, plannerState, now);
    return new Planner(new Situation(claims, desired, observed, releases, plannerState, now))
        .plan();
  }

  /**
   * Returns the plan of a pass after another pass whose findings the status has recorded: an edit
   * releases nothing before it is recorded.
   */
  static Plan planRecorded(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Instant now) {
    Plan first = plan(claims, observed, plannerState, now);
    return observed.partitionKey()
        ? first
        : plan(
            claims.recorded(first),
            observed,
            plannerState.withConsent(first.plannerState().consent()),
            now);
  }

  /**
   * Returns the plan to expect once an edit is applied and recorded. An edit that no status records
   * can't be approved yet: an approval contains the time when the edit was first seen.
   */
  public static Plan foresee(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Instant now) {
    Plan plan = planRecorded(claims, observed, plannerState, now);
    return plan.plannerState().consent().intentState() instanceof IntentState.Changing changing
            && claims.all().stream()
                .noneMatch(c -> c.recorded().change().equals(Optional.of(changing.change())))
        ? plan.notBegun()
        : plan;
  }

  private Plan plan() {
    Map<Long, Hold> guarded = unlessLeaving(guard.holds());
    Map<Long, Hold> fought = unlessLeaving(drift.holds());
    List<Partition> free = free(guarded.keySet(), fought.keySet());
    Map<Long, Hold> kept =
        ReleaseCandidates.keptByFloor(free, situation.claims(), situation.observed());
    List<Partition> due = free.stream().filter(p -> !kept.containsKey(p.id())).toList();
    LoadCandidates loads =
        LoadCandidates.of(
            situation,
            failedLoads,
            !stuck.pending().isEmpty(),
            fought.keySet(),
            releasing(fought.keySet()));
    Set<Long> loading = loads.go().keySet();
    SwapOrder swaps = SwapOrder.of(situation, due, partitions, loads.coming());
    List<Map<Long, Hold>> stages =
        List.of(
            situation.releases().holds(),
            guarded,
            fought,
            kept,
            loads.holds(),
            settings.holds(loading),
            ChangePause.holds(situation, changing(loading, due)),
            unlessLeaving(swaps.holds()));
    Map<Long, Hold> holds = Hold.mostPressing(stages);
    StepAssembler assembler = new StepAssembler(situation, loads, stuck, settings);
    List<Step> steps = assembler.steps(due, holds);
    Explanations partitionPlans =
        new Explanations(
            situation.desired(), partitions, assembler.explained(holds, steps), guard.approved());
    return new Plan(
        steps,
        new PolicyPlanAssembler(situation, settings, guard).of(partitionPlans.byPolicy()),
        swaps.unproven(),
        Stream.of(drift.notices(fought), swaps.notices().stream(), guard.notices())
            .flatMap(Function.identity())
            .toList(),
        nextLook(stages),
        remember(swaps, steps));
  }

  private Stream<Long> changing(Set<Long> loading, List<Partition> due) {
    return Stream.of(
            loading.stream(), due.stream().map(Partition::id), stuck.stuck().keySet().stream())
        .flatMap(Function.identity());
  }

  /**
   * Drops holds on what policies being deleted release: only doubts and the floor hold that.
   * Neither does a delay (see {@link ReleaseCandidates}), the limit of an edit, a drift conflict or
   * the order.
   */
  private Map<Long, Hold> unlessLeaving(Map<Long, Hold> holds) {
    Set<Long> leaving = situation.releases().leaving();
    if (leaving.isEmpty() || holds.isEmpty()) {
      return holds;
    }
    Map<Long, Hold> others = new HashMap<>(holds);
    others.keySet().removeAll(leaving);
    return others;
  }

  /**
   * Returns the releases over this connection that only the floor and the order may still hold, the
   * oldest first.
   */
  private List<Partition> free(Set<Long> guarded, Set<Long> fought) {
    return situation.releases().ripe().stream()
        .filter(partition -> !guarded.contains(partition.id()) && !fought.contains(partition.id()))
        .filter(partition -> situation.desired().releases(partition.name()))
        .toList();
  }

  /**
   * Returns the policies with releases that are due or waiting and can be expected: not blocked, in
   * a drift conflict, kept by the floor or in doubt.
   */
  private Set<PolicyName> releasing(Set<Long> fought) {
    Set<Long> expected = situation.certain() ? situation.releases().coming() : new HashSet<>();
    expected.removeAll(fought);
    expected.removeAll(guard.notExpected(situation.now()));
    return situation.observed().partitions().stream()
        .filter(partition -> expected.contains(partition.id()))
        .flatMap(partition -> situation.desired().releasing(partition.name()).stream())
        .map(wish -> wish.claim().policy())
        .collect(Collectors.toSet());
  }

  private PlannerState remember(SwapOrder swaps, List<Step> steps) {
    PlannerState before = situation.plannerState();
    return new PlannerState(
        wanted(),
        failedLoads,
        stuck.pending(),
        Residents.of(situation, stuck.pending().keySet()),
        situation.observed().live().or(before::lastSettings),
        swaps.serving(),
        swaps.awaitedSince(),
        drift.after(StepAssembler.corrected(steps)),
        situation.certain() ? OptionalInt.of(situation.claims().floor()) : before.floor(),
        guard.consent(),
        situation.certain() ? Optional.of(situation.now()) : before.lastCompleteLook(),
        before.pausedUntil());
  }

  private Map<Long, Wanted> wanted() {
    Map<Long, Wanted> wanted = new HashMap<>();
    situation
        .releases()
        .waits()
        .forEach(
            (id, wait) ->
                wanted.put(id, new Wanted(wait.since(), guard.causes().byPolicy().get(id))));
    return wanted;
  }

  private Optional<Instant> nextLook(List<Map<Long, Hold>> stages) {
    return Stream.of(
            stages.stream()
                .flatMap(holds -> holds.values().stream())
                .flatMap(hold -> hold.notBefore().stream()),
            failedLoads.values().stream().map(FailedLoad::until),
            stuck.deadlines(situation.claims().loadTimeout()),
            situation.desired().transition().stream(),
            guard.nextLook(situation.now()).stream())
        .flatMap(Function.identity())
        .filter(instant -> instant.isAfter(situation.now()))
        .min(Instant::compareTo);
  }
}
