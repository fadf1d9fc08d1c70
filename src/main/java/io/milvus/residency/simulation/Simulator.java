package io.milvus.residency.simulation;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.PendingLoads;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.Planner;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.plan.PolicyPlan;
import io.milvus.residency.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A simulation of the operator. At each time it plans, carries out the steps and records edits in
 * the statuses until nothing is left to do, and then goes on to the next time at which the plan
 * changes. Calls take no time, a loaded partition is searchable, and nobody approves anything.
 */
public final class Simulator {

  /** Bounds the work where short windows or hours of a year bring very many transitions. */
  private static final int MOST_TIMES = 10_000;

  /** Bounds the plans at one time that change nothing but what is remembered. */
  private static final int MOST_IDLE = 10;

  /** The time that the operator gives a policy being deleted for its releases. */
  private static final Duration DELETION = Duration.ofMinutes(2);

  private final Consumer<Instant> reached;
  private final Instant begin;
  private final SimulatedMilvus milvus;
  private final TimelineRecorder recorder;
  private final Deque<ExpectedPartition> expected;
  private ClaimSet claims;
  private PlannerState plannerState;
  private Instant now;

  private Simulator(SimulationInput input, Consumer<Instant> reached) {
    this.reached = reached;
    this.begin = input.now();
    this.milvus = new SimulatedMilvus(input.observed(), input.plannerState());
    this.recorder = new TimelineRecorder(input);
    this.expected =
        input.expected().stream()
            .sorted(Comparator.comparing(ExpectedPartition::created))
            .collect(Collectors.toCollection(ArrayDeque::new));
    this.claims = input.claims();
    this.plannerState = input.plannerState();
    this.now = input.now();
  }

  /**
   * Simulates a period.
   *
   * @param length the length of the period, positive
   * @param reached receives each time that the simulation reaches, to show progress
   */
  public static Timeline simulate(
      SimulationInput input, Duration length, Consumer<Instant> reached) {
    Plan plan =
        Planner.foresee(input.claims(), input.observed(), input.plannerState(), input.now());
    Simulator simulator = new Simulator(input, reached);
    Instant end = input.now().plus(length);
    Optional<Instant> incompleteFrom = simulator.run(end);
    return simulator.recorder.timeline(end, plan, incompleteFrom);
  }

  /** Simulates until the end, and returns the time from which nothing is known, if any. */
  private Optional<Instant> run(Instant end) {
    for (int times = 0; times < MOST_TIMES; times++) {
      Optional<Plan> plan = settle();
      if (plan.isEmpty()) {
        return Optional.of(now);
      }
      Optional<Instant> next = next(plan.get()).filter(time -> time.isBefore(end));
      if (next.isEmpty()) {
        return Optional.empty();
      }
      goTo(next.get());
    }
    return Optional.of(now);
  }

  private Optional<Instant> next(Plan plan) {
    Stream<Instant> deletion =
        claims.all().stream().filter(Claim::leaving).map(claim -> begin.plus(DELETION));
    Stream<Instant> creation = Stream.ofNullable(expected.peek()).map(ExpectedPartition::created);
    return Stream.of(plan.nextLook().stream(), deletion, creation)
        .flatMap(times -> times)
        .filter(time -> time.isAfter(now))
        .min(Comparator.naturalOrder());
  }

  /** Goes to a time. The operator has made its passes until then, and found nothing to do. */
  private void goTo(Instant time) {
    now = time;
    reached.accept(time);
    if (claims.doubts().isEmpty()) {
      plannerState = withCompleteLook(plannerState, time);
    }
    while (!expected.isEmpty() && !expected.peek().created().isAfter(time)) {
      milvus.create(expected.remove());
    }
  }

  /** Acts until nothing is left to do, and returns the last plan; empty if that does not end. */
  private Optional<Plan> settle() {
    Set<Change> made = new HashSet<>();
    int idle = 0;
    while (true) {
      Plan plan = Planner.plan(claims, milvus.observed(), plannerState, now);
      boolean recorded = recordEdit(plan);
      boolean acts = !recorded && !plan.steps().isEmpty();
      idle = acts ? 0 : idle + 1;
      boolean goesOn = acts ? carryOut(plan, made) : idle <= MOST_IDLE;
      if (!recorded && !acts) {
        plannerState = plan.plannerState();
      }
      boolean rests = !recorded && !acts && !milvus.finishLoads() && !serve(plan) && !depart(plan);
      if (rests || !goesOn) {
        recorder.see(now, milvus.observed(), plan);
        return Optional.of(plan).filter(p -> rests);
      }
    }
  }

  /** A change of one partition, to notice a plan that repeats itself. */
  private record Change(long partition, boolean load) {}

  /** Carries out the steps, and returns whether none of their changes was made at this time. */
  private boolean carryOut(Plan plan, Set<Change> made) {
    boolean fresh = true;
    plannerState = plan.plannerState();
    for (Step step : plan.steps()) {
      boolean load = step instanceof Step.Load;
      Set<Long> ids =
          step.changes().stream().map(c -> c.partition().id()).collect(Collectors.toSet());
      for (Long id : ids) {
        fresh &= made.add(new Change(id, load));
      }
      milvus.carryOut(step);
      recorder.add(now, step);
      if (load) {
        plannerState = plannerState.withServing(ids);
      } else if (step instanceof Step.Cancel) {
        String cause = PendingLoads.noProgress(claims.loadTimeout());
        plannerState =
            PendingLoads.cancelled(plannerState, ids, true, now, Reason.LOAD_STUCK, cause);
      }
    }
    return fresh;
  }

  /** Writes what the plan wants recorded about edits, and returns whether that is new. */
  private boolean recordEdit(Plan plan) {
    boolean recorded =
        claims.all().stream()
            .allMatch(c -> plan.policyPlans().get(c.policy()).recorded().equals(c.recorded()));
    if (!recorded) {
      claims = claims.recorded(plan);
      plannerState = plannerState.withConsent(plan.plannerState().consent());
    }
    return !recorded;
  }

  private boolean serve(Plan plan) {
    if (plan.unproven().isEmpty()) {
      return false;
    }
    plannerState =
        plannerState.withServing(
            plan.unproven().stream().map(Partition::id).collect(Collectors.toSet()));
    return true;
  }

  /** Removes policies being deleted that are done or out of time; returns whether there are any. */
  private boolean depart(Plan plan) {
    boolean late = !now.isBefore(begin.plus(DELETION));
    List<Claim> staying =
        claims.all().stream()
            .filter(
                claim ->
                    !claim.leaving() || (!late && releases(plan.policyPlans().get(claim.policy()))))
            .toList();
    boolean any = staying.size() < claims.all().size();
    if (any) {
      claims = new ClaimSet(staying, claims.doubts(), claims.loadTimeout());
    }
    return any;
  }

  private static boolean releases(PolicyPlan policyPlan) {
    return policyPlan.partitionPlans().stream()
        .anyMatch(p -> p.reason() != Reason.IN_SYNC && p.reason() != Reason.CONTESTED);
  }

  private static PlannerState withCompleteLook(PlannerState state, Instant time) {
    return new PlannerState(
        state.releases(),
        state.failedLoads(),
        state.pendingLoads(),
        state.residents(),
        state.lastSettings(),
        state.serving(),
        state.awaitedSince(),
        state.drift(),
        state.floor(),
        state.consent(),
        Optional.of(time),
        state.pausedUntil());
  }
}
