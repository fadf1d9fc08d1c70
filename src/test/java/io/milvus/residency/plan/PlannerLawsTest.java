package io.milvus.residency.plan;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Laws of every plan, checked on all golden cases. */
class PlannerLawsTest {

  @TestFactory
  Stream<DynamicTest> plansTheSameForAnyOrderOfClaims() {
    return GoldenCase.all(
        golden -> {
          List<Claim> shuffled = new ArrayList<>(golden.claims().all());
          for (int seed = 0; seed < 6; seed++) {
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(golden.plan(new ClaimSet(shuffled, golden.claims().doubts())))
                .isEqualTo(golden.plan());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> derivesStepsAndMessagesFromTheSameHolds() {
    return GoldenCase.all(golden -> HoldsLaw.check(golden.claims(), golden.plan()));
  }

  @TestFactory
  Stream<DynamicTest> doesNotRepeatItsSteps() {
    return GoldenCase.all(
        golden -> {
          Plan first = golden.plan();
          ObservedCollection after =
              after(golden.world().observed(), first.steps(), LoadState.LOADING);

          PlannerState done = carriedOut(first, golden.now());
          Plan second = Planner.plan(golden.claims(), after, done, golden.now());

          assertThat(second.steps()).isEmpty();
        });
  }

  @TestFactory
  Stream<DynamicTest> comesToRestWithoutChangingAPartitionTwice() {
    return GoldenCase.all(PlannerLawsTest::settle);
  }

  @TestFactory
  Stream<DynamicTest> keepsTheFloor() {
    return GoldenCase.all(
        golden -> {
          int floor =
              golden.claims().all().stream()
                  .mapToInt(c -> c.spec().safety().minResident())
                  .max()
                  .orElse(1);
          ObservedCollection before = golden.world().observed();
          Plan plan = golden.plan();
          boolean releases = plan.steps().stream().anyMatch(Step.Release.class::isInstance);
          if (releases) {
            assertThat(loaded(after(before, plan.steps(), LoadState.LOADING)))
                .isGreaterThanOrEqualTo(floor);
          }
        });
  }

  /** Carries out plans one after another, whenever the next one is due, until nothing changes. */
  private static void settle(GoldenCase golden) {
    ObservedCollection observed = golden.world().observed();
    PlannerState plannerState = golden.remembered();
    Instant now = golden.now();
    ClaimSet claims = golden.claims();
    Set<String> changed = new HashSet<>();
    for (int look = 0; look < 20; look++) {
      Plan plan = Planner.plan(claims, observed, plannerState, now);
      for (Step step : plan.steps()) {
        for (Step.PartitionChange change : step.changes()) {
          // A load that was cancelled is tried again.
          assertThat(step instanceof Step.Cancel || changed.add(change.partition().name()))
              .as("%s", change)
              .isTrue();
        }
      }
      Optional<Instant> next = plan.nextLook();
      assertThat(next.orElse(Instant.MAX)).isAfter(now);
      Instant transition =
          plan.policyPlans().values().stream()
              .flatMap(policyPlan -> policyPlan.next().stream())
              .map(Next::time)
              .min(Instant::compareTo)
              .orElse(Instant.MAX);
      boolean waits = next.isPresent() && next.get().isBefore(transition);
      if (plan.steps().isEmpty() && plan.unproven().isEmpty() && !waits) {
        return;
      }
      observed = after(observed, plan.steps(), LoadState.LOADED);
      claims = claims.recorded(plan);
      Instant before = now;
      now = waits ? next.get() : now;
      plannerState =
          lookedAt(
              now,
              carriedOut(plan, before)
                  .withServing(plan.unproven().stream().map(Partition::id).collect(toSet())));
    }
    throw new AssertionError("not at rest after 20 looks");
  }

  /** Returns the state after the steps of a plan were made. */
  private static PlannerState carriedOut(Plan plan, Instant now) {
    PlannerState plannerState = plan.plannerState();
    for (Step step : plan.steps()) {
      Set<Long> ids = step.changes().stream().map(c -> c.partition().id()).collect(toSet());
      if (step instanceof Step.Load) {
        plannerState = PendingLoads.requested(plannerState, ids, now);
      } else if (step instanceof Step.Cancel) {
        plannerState =
            PendingLoads.cancelled(plannerState, ids, true, now, Reason.LOAD_STUCK, "stuck");
      }
    }
    return plannerState;
  }

  /** Returns the state as if there had been passes all the time. */
  private static PlannerState lookedAt(Instant now, PlannerState plannerState) {
    Map<Long, PendingLoad> pending = new HashMap<>(plannerState.pendingLoads());
    pending.replaceAll(
        (id, load) ->
            new PendingLoad(
                load.asked(), load.since(), now, load.progress(), load.served(), load.fell()));
    return new PlannerState(
        plannerState.releases(),
        plannerState.failedLoads(),
        pending,
        plannerState.residents(),
        plannerState.lastSettings(),
        plannerState.serving(),
        plannerState.awaitedSince(),
        plannerState.drift(),
        plannerState.floor(),
        plannerState.consent(),
        Optional.of(now),
        Optional.empty());
  }

  private static ObservedCollection after(
      ObservedCollection before, List<Step> steps, LoadState asked) {
    Map<String, LoadState> states = new HashMap<>();
    Optional<LoadSettings> live = before.live();
    for (Step step : steps) {
      LoadState state = step instanceof Step.Load ? asked : LoadState.NOT_LOAD;
      step.changes().forEach(change -> states.put(change.partition().name(), state));
      if (step instanceof Step.Load load && load.settings().replicas() > 0) {
        live = Optional.of(load.settings());
      }
    }
    List<Partition> partitions =
        before.partitions().stream()
            .map(p -> states.containsKey(p.name()) ? p.in(states.get(p.name())) : p)
            .toList();
    boolean resident = partitions.stream().anyMatch(Partition::resident);
    return new ObservedCollection(
        before.id(),
        before.name(),
        before.partitionKey(),
        partitions,
        resident ? live : Optional.empty());
  }

  private static long loaded(ObservedCollection observed) {
    return observed.partitions().stream().filter(p -> p.state() == LoadState.LOADED).count();
  }
}
