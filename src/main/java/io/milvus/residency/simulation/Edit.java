package io.milvus.residency.simulation;

import io.milvus.residency.api.DeletionPolicy;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.Claim.Recorded;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.Planner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** An edit of policies that have been carried out, before anybody applies it. */
public final class Edit {

  private final SimulationInput before;
  private final SimulationInput after;
  private final List<PolicyName> created;
  private final List<PolicyName> deleted;

  private Edit(SimulationInput before, SimulationInput after, List<Claim> present) {
    this.before = before;
    this.after = after;
    SortedSet<PolicyName> old = names(before.claims().all());
    SortedSet<PolicyName> named = names(present);
    this.created = named.stream().filter(name -> !old.contains(name)).toList();
    this.deleted = old.stream().filter(name -> !named.contains(name)).toList();
  }

  private static SortedSet<PolicyName> names(List<Claim> claims) {
    return claims.stream().map(Claim::policy).collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Returns the edit that replaces policies by others: those of the same name are edited, the
   * others are created and deleted.
   *
   * @param input the collection with the old policies, whose present intent counts as carried out
   * @param claims the claims of the new policies
   */
  public static Edit of(SimulationInput input, ClaimSet claims) {
    ClaimSet settled = input.claims().settled(input.observed().id());
    SimulationInput before = input.with(settled, input.plannerState());
    Plan seen = Planner.plan(settled, input.observed(), input.plannerState(), input.now());
    List<Claim> edited = edited(settled.recorded(seen).all(), claims.all());
    return new Edit(
        before,
        before.with(
            new ClaimSet(edited, claims.doubts(), claims.loadTimeout()), seen.plannerState()),
        claims.all());
  }

  private static List<Claim> edited(List<Claim> old, List<Claim> present) {
    Map<PolicyName, Claim> gone = new HashMap<>();
    old.forEach(claim -> gone.put(claim.policy(), claim));
    List<Claim> edited = new ArrayList<>();
    for (Claim claim : present) {
      Claim replaced = gone.remove(claim.policy());
      edited.add(replaced == null ? claim.with(Recorded.NONE) : replaced.editedTo(claim));
    }
    for (Claim claim : gone.values()) {
      if (claim.leaving() || (claim.acts() && releasesWhenDeleted(claim))) {
        edited.add(claim.leave());
      }
    }
    return edited;
  }

  private static boolean releasesWhenDeleted(Claim claim) {
    return claim.spec().deletionPolicy() == DeletionPolicy.RELEASE;
  }

  /**
   * Simulates both, and compares them.
   *
   * @param length the length of the period, positive
   * @param reached receives each time that a simulation reaches, first of the old policies
   */
  public Comparison compare(Duration length, Consumer<Instant> reached) {
    Timeline oldTimeline = Simulator.simulate(before, length, reached);
    Timeline newTimeline = Simulator.simulate(after, length, reached);
    Plan plan =
        Planner.foresee(after.claims(), after.observed(), after.plannerState(), after.now());
    Map<PolicyName, String> ahead = new HashMap<>();
    plan.policyPlans()
        .forEach(
            (policy, policyPlan) -> policyPlan.ahead().ifPresent(text -> ahead.put(policy, text)));
    return Comparison.of(oldTimeline, newTimeline, ahead, created, deleted);
  }
}
