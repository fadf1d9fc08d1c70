package io.milvus.residency.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The planner against {@link RulesModel}, in {@link RandomLife}. A failure prints its seed. */
class PlannerModelTest {

  private static final int PASSES = 25;

  @Property
  void nothingIsReleasedThatMustStayOrLoadedThatMustNot(@ForAll long seed) {
    RandomLife life = new RandomLife(seed);
    for (int pass = 0; pass < PASSES; pass++) {
      Plan plan = life.plan();
      Set<Long> may = life.model.mayRelease(life.claims(), life.observed(), life.now);
      for (Step step : plan.steps()) {
        for (Step.Change change : step.changes()) {
          if (step instanceof Step.Release) {
            assertThat(may)
                .as("pass %s releases %s", pass, change)
                .contains(change.partition().id());
            released(life, plan, change);
          } else {
            loaded(life, plan, change);
          }
        }
      }
      floor(life, plan);
      life.approve(plan);
      life.carryOut(plan, LoadState.LOADING);
      if (seed % 2 == 0) {
        life.serve(plan);
      }
      life.goOn();
    }
  }

  @Property
  void theOrderOfThePoliciesDoesNotMatter(@ForAll long seed) {
    RandomLife life = new RandomLife(seed);
    for (int pass = 0; pass < PASSES; pass++) {
      Plan plan = life.plan();
      List<Claim> shuffled = new ArrayList<>(life.claims().all());
      Collections.shuffle(shuffled, new Random(seed + pass));
      Claims claims = new Claims(shuffled, life.claims().doubts());
      assertThat(Planner.plan(claims, life.observed(), life.memory, life.now)).isEqualTo(plan);
      life.carryOut(plan, LoadState.LOADED);
      life.goOn();
    }
  }

  @Property
  void whatIsDoneIsDoneOnceAndComesToRest(@ForAll long seed) {
    RandomLife life = new RandomLife(seed);
    for (int pass = 0; pass < PASSES; pass++) {
      Set<String> changed = new HashSet<>();
      int again = 0;
      Plan plan = life.plan();
      while (!plan.steps().isEmpty() || !plan.unproven().isEmpty()) {
        for (Step step : plan.steps()) {
          for (Step.Change change : step.changes()) {
            assertThat(changed.add(change.partition().name())).as("%s", change).isTrue();
          }
        }
        life.carryOut(plan, LoadState.LOADED);
        life.serve(plan);
        assertThat(++again).as("looks at one instant").isLessThan(2 * RandomPolicies.NAMES.size());
        plan = life.plan();
      }
      life.carryOut(plan, LoadState.LOADED);
      assertThat(life.plan().steps()).isEqualTo(plan.steps());
      life.goOn();
    }
  }

  private static void loaded(RandomLife life, Plan plan, Step.Change change) {
    Partition partition = change.partition();
    assertThat(partition.state()).isEqualTo(LoadState.NOT_LOAD);
    assertThat(RulesModel.mayLoad(life.claims(), partition.name(), life.now))
        .as("somebody wants %s loaded", change)
        .isTrue();
    Optional.ofNullable(life.memory.setbacks().get(partition.id()))
        .ifPresent(back -> assertThat(back.until()).isBeforeOrEqualTo(life.now));
    Claim claim = life.claims.get(change.policy());
    assertThat(MatchModel.says(claim, partition.name(), life.now)).isEqualTo(MatchModel.Says.LOAD);
    OptionalInt most = claim.spec().safety().maxLoaded();
    long before = life.observed().partitions().stream().filter(Partition::resident).count();
    assertThat(before + loadsOf(plan, claim)).isLessThanOrEqualTo(most.orElse(Integer.MAX_VALUE));
  }

  private static long loadsOf(Plan plan, Claim claim) {
    return plan.steps().stream()
        .filter(Step.Load.class::isInstance)
        .flatMap(step -> step.changes().stream())
        .filter(change -> change.policy().equals(claim.policy()))
        .count();
  }

  /** What replaces it, if its policy loads first, is at least not on its way any more. */
  private static void released(RandomLife life, Plan plan, Step.Change change) {
    assertThat(change.partition().resident()).isTrue();
    Claim claim = life.claims.get(change.policy());
    if (claim.spec().order() == Order.LOAD_FIRST && !claim.leaving()) {
      assertThat(loadsOf(plan, claim)).isZero();
      assertThat(life.observed().partitions())
          .filteredOn(p -> MatchModel.says(claim, p.name(), life.now) == MatchModel.Says.LOAD)
          .noneMatch(p -> p.state() == LoadState.LOADING);
    }
  }

  private static void floor(RandomLife life, Plan plan) {
    Set<Long> gone = new HashSet<>();
    plan.steps().stream()
        .filter(Step.Release.class::isInstance)
        .flatMap(step -> step.changes().stream())
        .forEach(change -> gone.add(change.partition().id()));
    if (!gone.isEmpty()) {
      assertThat(life.observed().partitions())
          .filteredOn(p -> p.state() == LoadState.LOADED && !gone.contains(p.id()))
          .hasSizeGreaterThanOrEqualTo(RulesModel.floor(life.claims()));
    }
  }
}
