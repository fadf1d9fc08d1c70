package io.milvus.residency.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Order;
import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The planner compared with {@link RulesModel} in {@link RandomLife}. A failure prints its story.
 * The lives are the same in each build, so that a build never fails by chance; {@code
 * -Djqwik.tries.default=20000} tries more of them.
 */
class PlannerModelTest {

  private static final int STEPS = 16;
  private static final int FEW_STEPS = 10;

  /** Steps enough for the longest delay, and for approvals before it. */
  private static final int CALM_STEPS = 26;

  @Property(seed = "20261127")
  void releasesOnlyWhatTheRulesPermit(@ForAll long seed) {
    told(
        seed,
        life -> {
          for (int step = 0; step < STEPS; step++) {
            Optional<Instant> next = Optional.empty();
            for (int way : life.ways()) {
              if (!life.random.chance(10)) {
                Plan plan = pass(life, way);
                life.people.mayApprove(life.approvals(way, plan), 30);
                next = plan.nextLook();
              }
            }
            life.people.goOn(next);
          }
        });
  }

  @Property(seed = "20261127")
  void releasesAllThatIsWantedOnceChangesStop(@ForAll long seed) {
    told(
        seed,
        life -> {
          for (int step = 0; step < FEW_STEPS; step++) {
            life.ways()
                .forEach(way -> life.people.mayApprove(life.approvals(way, pass(life, way)), 10));
            life.people.goOn(Optional.empty());
          }
          life.people.calmDown();
          for (int step = 0; step < CALM_STEPS; step++) {
            for (int way : life.ways()) {
              life.people.mayApprove(life.approvals(way, pass(life, way)), 100);
            }
            life.people.calm();
          }
          life.ways().forEach(way -> checkNothingIsLeft(life, way));
        });
  }

  @Property(seed = "20261127")
  void plansTheSameForAnyOrderOfPolicies(@ForAll long seed) {
    told(
        seed,
        life -> {
          for (int step = 0; step < FEW_STEPS; step++) {
            for (int way : life.ways()) {
              SimulatedPass look = life.look(way);
              List<Claim> shuffled = new ArrayList<>(look.claims().all());
              Collections.shuffle(shuffled, new Random(seed + step));
              ClaimSet claims = new ClaimSet(shuffled, look.claims().doubts());
              PlannerState plannerState = life.place.memories[way];
              Plan other = Planner.plan(claims, look.observed(), plannerState, life.now);
              assertThat(pass(life, way, true)).isEqualTo(other);
            }
            life.people.goOn(Optional.empty());
          }
        });
  }

  @Property(seed = "20261127")
  void comesToRestWithoutRepeatingAChange(@ForAll long seed) {
    told(
        seed,
        life -> {
          life.failures = 0;
          for (int step = 0; step < FEW_STEPS; step++) {
            for (int way : life.ways()) {
              Set<String> changed = new HashSet<>();
              int again = 0;
              Plan plan = life.plan(life.look(way));
              while (!plan.steps().isEmpty() || !plan.unproven().isEmpty()) {
                for (Step done : plan.steps()) {
                  for (Step.PartitionChange change : done.changes()) {
                    assertThat(changed.add(change.partition().name())).as("%s", change).isTrue();
                  }
                }
                life.carryOut(way, plan, LoadState.LOADED);
                life.serve(way, plan);
                life.write(way, plan);
                assertThat(++again)
                    .as("looks at one instant")
                    .isLessThan(2 * RandomPolicies.NAMES.size());
                plan = life.plan(life.look(way));
              }
              life.write(way, plan);
            }
            life.people.goOn(Optional.empty());
          }
        });
  }

  private static void told(long seed, Consumer<RandomLife> property) {
    RandomLife life = new RandomLife(seed, seed % 2 == 0 ? 1 : SimulatedCollection.WAYS);
    try {
      property.accept(life);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed %s, after %s looks: %s\n%s"
              .formatted(seed, life.looks, e.getMessage(), life.story()),
          e);
    }
  }

  private static Plan pass(RandomLife life, int way) {
    return pass(life, way, false);
  }

  /** Makes one pass like the operator: read, act, read again, write status. */
  private static Plan pass(RandomLife life, int way, boolean first) {
    SimulatedPass look = life.look(way);
    Set<Long> may = life.model.mayRelease(look);
    Plan plan = life.plan(look);
    Plan begun = plan;
    if (!plan.unproven().isEmpty() && life.random.chance(50)) {
      life.serve(way, plan);
      plan = life.plan(look);
    }
    life.told(look, plan);
    check(life, look, plan, may);
    life.blocked(way, plan).values().forEach(blocked -> life.model.shown(look, blocked));
    if (!plan.steps().isEmpty()) {
      boolean fast = life.random.chance(50);
      Set<Long> released = life.carryOut(way, plan, fast ? LoadState.LOADED : LoadState.LOADING);
      life.model.released(look, released);
      SimulatedPass after = life.look(way);
      life.model.mayRelease(after);
      plan = life.plan(after);
      life.blocked(way, plan).values().forEach(blocked -> life.model.shown(after, blocked));
    }
    life.write(way, plan);
    return first ? begun : plan;
  }

  private static void check(RandomLife life, SimulatedPass look, Plan plan, Set<Long> may) {
    Set<Long> gone = new HashSet<>();
    for (Step step : plan.steps()) {
      for (Step.PartitionChange change : step.changes()) {
        if (step instanceof Step.Release) {
          gone.add(change.partition().id());
          assertThat(may).as("releases %s", change).contains(change.partition().id());
          released(look, plan, change);
        } else if (step instanceof Step.Cancel) {
          assertThat(life.model.loads.mayCancel(look))
              .as("cancels %s", change)
              .contains(change.partition().id());
        } else {
          loaded(life, look, plan, change);
        }
      }
    }
    if (life.people.ways == 1) {
      Set<Long> must = new HashSet<>(life.model.mustRelease(look));
      must.removeIf(id -> isInDriftConflict(plan, id));
      assertThat(gone).as("what the clock brings goes").containsAll(must);
    }
    if (!gone.isEmpty()) {
      assertThat(look.observed().partitions())
          .filteredOn(p -> p.state() == LoadState.LOADED && !gone.contains(p.id()))
          .hasSizeGreaterThanOrEqualTo(WantsModel.floor(look.claims()));
      consented(life, look, gone);
    }
  }

  private static boolean isInDriftConflict(Plan plan, long id) {
    return Optional.ofNullable(plan.plannerState().drift().get(id))
        .filter(PlannerState.Drift::fight)
        .isPresent();
  }

  /**
   * Checks that an edit releases no more than its limit, and that the status recorded it before.
   */
  private static void consented(RandomLife life, SimulatedPass look, Set<Long> gone) {
    Set<Long> counted = life.model.counted(look, gone);
    String intent = look.claims().intent(look.observed().id());
    List<Claim.Recorded> recorded =
        look.claims().all().stream().filter(Claim::enforces).map(Claim::recorded).toList();
    if (counted.isEmpty()) {
      return;
    }
    Set<Long> all = new HashSet<>(life.model.consent.edit().orElseThrow().released);
    all.addAll(counted);
    assertThat(all)
        .as("releases of one edit: %s of %s", gone, all)
        .hasSizeLessThanOrEqualTo(life.model.limit(look));
    assertThat(recorded)
        .as("what status says before %s of %s in all", gone, all)
        .anyMatch(
            r -> r.change().filter(c -> isOf(c, intent) && c.released() >= all.size()).isPresent());
  }

  private static boolean isOf(Change change, String intent) {
    return change.intent().equals(intent);
  }

  private static void loaded(
      RandomLife life, SimulatedPass look, Plan plan, Step.PartitionChange change) {
    Partition partition = change.partition();
    assertThat(partition.state()).isEqualTo(LoadState.NOT_LOAD);
    assertThat(WantsModel.mayLoad(look.claims(), partition.name(), look.now()))
        .as("an acting policy wants %s loaded", change)
        .isTrue();
    Optional.ofNullable(life.place.memories[look.way()].failedLoads().get(partition.id()))
        .ifPresent(back -> assertThat(back.until()).isBeforeOrEqualTo(look.now()));
    Claim claim = claim(look, change);
    assertThat(MatchModel.says(claim, partition.name(), look.now()))
        .isEqualTo(MatchModel.Says.LOAD);
    OptionalInt most = claim.spec().safety().maxLoaded();
    assertThat(look.resident() + loadsOf(plan, claim))
        .isLessThanOrEqualTo(most.orElse(Integer.MAX_VALUE));
  }

  /** Checks that the replacement, if the policy loads first, is not still loading. */
  private static void released(SimulatedPass look, Plan plan, Step.PartitionChange change) {
    assertThat(change.partition().resident()).isTrue();
    Claim claim = claim(look, change);
    if (claim.spec().order() == Order.LOAD_FIRST && !claim.leaving()) {
      assertThat(loadsOf(plan, claim)).isZero();
      assertThat(look.observed().partitions())
          .filteredOn(p -> MatchModel.says(claim, p.name(), look.now()) == MatchModel.Says.LOAD)
          .noneMatch(p -> p.state() == LoadState.LOADING);
    }
  }

  private static Claim claim(SimulatedPass look, Step.PartitionChange change) {
    return look.claims().all().stream()
        .filter(c -> c.policy().equals(change.policy()))
        .findFirst()
        .orElseThrow();
  }

  private static int loadsOf(Plan plan, Claim claim) {
    return (int)
        plan.steps().stream()
            .filter(Step.Load.class::isInstance)
            .flatMap(step -> step.changes().stream())
            .filter(change -> change.policy().equals(claim.policy()))
            .count();
  }

  /** Checks that no release has waited longer than its delay, unless the floor keeps it. */
  private static void checkNothingIsLeft(RandomLife life, int way) {
    SimulatedPass look = life.look(way);
    long loaded =
        look.observed().partitions().stream().filter(p -> p.state() == LoadState.LOADED).count();
    if (loaded <= Math.max(1, WantsModel.floor(look.claims()))) {
      return;
    }
    Set<Long> may = life.model.mayRelease(look);
    for (Partition partition : look.observed().partitions()) {
      WaitsModel.Wait wait = life.model.waits.of(look).get(partition.id());
      if (wait != null && may.contains(partition.id())) {
        List<Claim> releasers = look.releasers(partition);
        Duration late = WantsModel.delay(releasers).plusMinutes(2);
        assertThat(wait.over(late, look)).as("%s still waits", partition).isFalse();
      }
    }
  }
}
