package io.milvus.residency.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.PlannerState.Drift;
import io.milvus.residency.plan.PlannerState.FailedLoad;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/**
 * The law that a partition is in a step if and only if it is a candidate without a hold: wanted
 * loaded and not resident, or wanted released and resident. Every hold has a message, a time or a
 * reason that is enough.
 */
final class HoldsLaw {

  /** The message of a release that is made now because it is approved. */
  private static final String APPROVED = "The release is approved.";

  /** Reasons that need no message. */
  private static final Set<Reason> NEED_NO_WORDS = Set.of(Reason.PARTITION_NOT_FOUND);

  private HoldsLaw() {}

  /** Compares the steps of a plan with its partition plans. */
  static void check(ClaimSet claims, Plan plan) {
    Map<String, RuleState> steps = new HashMap<>();
    for (Step step : plan.steps()) {
      if (step instanceof Step.Cancel) {
        step.changes().forEach(change -> checkCancelled(change, plan));
        continue;
      }
      RuleState to = step instanceof Step.Load ? RuleState.LOADED : RuleState.RELEASED;
      for (Step.PartitionChange change : step.changes()) {
        assertThat(steps.put(change.partition().name(), to)).as("%s twice", change).isNull();
        assertThat(plan.policyPlans().get(change.policy()).partitionPlans())
            .as("the partition plan of %s", change)
            .filteredOn(f -> f.partition().equals(change.partition().name()))
            .singleElement()
            .matches(f -> f.rule().equals(change.rule()) && f.desired() == to, "wants the change");
      }
    }
    for (Claim claim : claims.all()) {
      for (PartitionPlan partitionPlan :
          plan.policyPlans().getOrDefault(claim.policy(), PolicyPlan.NONE).partitionPlans()) {
        boolean asWanted =
            partitionPlan.desired() == RuleState.LOADED
                ? partitionPlan.actual() == LoadState.LOADED
                : partitionPlan.actual() == LoadState.NOT_LOAD;
        if (claim.acts() && !asWanted && !isLoading(partitionPlan)) {
          check(partitionPlan, claim, steps);
        }
      }
    }
  }

  /**
   * Checks that only a load under way is cancelled, that nothing else is done with the partition,
   * and that the plan says so to those who want it loaded.
   */
  private static void checkCancelled(Step.PartitionChange change, Plan plan) {
    assertThat(change.partition().state()).as("%s", change).isEqualTo(LoadState.LOADING);
    assertThat(plan.steps().stream().flatMap(step -> step.changes().stream()))
        .filteredOn(other -> other.partition().equals(change.partition()))
        .as("cancelled, and nothing else")
        .hasSize(1);
    var mentioned =
        assertThat(plan.policyPlans().get(change.policy()).partitionPlans())
            .filteredOn(p -> p.partition().equals(change.partition().name()));
    if (change.rule().isEmpty()) {
      mentioned.isEmpty();
      return;
    }
    mentioned
        .singleElement()
        .matches(p -> p.rule().equals(change.rule()))
        .matches(p -> p.desired() == RuleState.RELEASED || p.reason() == Reason.LOAD_STUCK);
  }

  private static void check(
      PartitionPlan partitionPlan, Claim claim, Map<String, RuleState> steps) {
    String who = claim.policy().name() + (claim.leaving() ? ", which is being deleted" : "");
    boolean now = partitionPlan.desired() == steps.get(partitionPlan.partition());
    assertThat(isReportedAsDoneNow(partitionPlan))
        .as("done now: %s of %s", partitionPlan, who)
        .isEqualTo(now);
    if (!now && !NEED_NO_WORDS.contains(partitionPlan.reason())) {
      assertThat(partitionPlan.message().isEmpty() && partitionPlan.notBefore().isEmpty())
          .as("held without a message: %s of %s", partitionPlan, who)
          .isFalse();
    }
  }

  private static boolean isLoading(PartitionPlan partitionPlan) {
    return partitionPlan.desired() == RuleState.LOADED
        && partitionPlan.actual() == LoadState.LOADING;
  }

  private static boolean isReportedAsDoneNow(PartitionPlan partitionPlan) {
    Reason now =
        partitionPlan.desired() == RuleState.LOADED ? Reason.LOADING : Reason.RELEASE_PENDING;
    return partitionPlan.reason() == now
        && partitionPlan.notBefore().isEmpty()
        && (partitionPlan.message().isEmpty() || partitionPlan.message().equals(APPROVED));
  }

  /**
   * Checks a plan made in rare trouble: drift conflicts, failed and stuck loads, no answer about
   * load settings.
   */
  static void checkInTrouble(SimulatedPass look, PlannerState plannerState, long seed) {
    Random random = new Random(seed);
    Map<Long, Drift> drift = new HashMap<>(plannerState.drift());
    Map<Long, FailedLoad> failedLoads = new HashMap<>(plannerState.failedLoads());
    Map<Long, PendingLoad> pending = new HashMap<>(plannerState.pendingLoads());
    for (Partition partition : look.observed().partitions()) {
      if (random.nextInt(3) == 0) {
        pending.put(partition.id(), stuckLoad(look.now(), random.nextBoolean()));
      }
      switch (random.nextInt(6)) {
        case 0 ->
            drift.put(partition.id(), driftConflict(partition, look.now(), random.nextBoolean()));
        case 1 -> failedLoads.put(partition.id(), failedLoad(look.now(), random));
        default -> {}
      }
    }
    PlannerState troubled =
        new PlannerState(
            plannerState.releases(),
            failedLoads,
            pending,
            plannerState.residents(),
            random.nextInt(4) == 0 ? Optional.empty() : plannerState.lastSettings(),
            random.nextBoolean() ? serving(look) : plannerState.serving(),
            plannerState.awaitedSince(),
            drift,
            plannerState.floor(),
            plannerState.consent(),
            plannerState.lastCompleteLook(),
            random.nextInt(6) == 0 ? Optional.of(look.now().plusSeconds(30)) : Optional.empty());
    ObservedCollection observed = look.observed();
    ObservedCollection silent =
        new ObservedCollection(
            observed.id(),
            observed.name(),
            false,
            observed.partitions(),
            random.nextInt(4) == 0 ? Optional.empty() : observed.live());
    check(look.claims(), Planner.plan(look.claims(), silent, troubled, look.now()));
  }

  /** Returns the history of a partition that another client has just reverted again. */
  private static Drift driftConflict(Partition partition, Instant now, boolean known) {
    LoadState reached = partition.resident() ? LoadState.NOT_LOAD : LoadState.LOADED;
    return new Drift(Optional.of(reached), Collections.nCopies(5, now.minusSeconds(60)), known);
  }

  private static FailedLoad failedLoad(Instant now, Random random) {
    Instant until = now.plusSeconds(random.nextInt(9) - 3);
    return new FailedLoad(1, until, Reason.INSUFFICIENT_MEMORY, "no room", random.nextBoolean());
  }

  private static PendingLoad stuckLoad(Instant now, boolean served) {
    Instant asked = now.minusSeconds(600);
    return new PendingLoad(asked, asked, now, OptionalInt.of(0), served, false);
  }

  private static Set<Long> serving(SimulatedPass look) {
    Set<Long> serving = new HashSet<>();
    look.observed().partitions().forEach(partition -> serving.add(partition.id()));
    return serving;
  }
}
