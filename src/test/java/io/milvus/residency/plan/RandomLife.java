package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A collection, its policies and the operator, which uses two connections to the collection. It
 * makes passes, carries plans out and writes status, as far as possible. {@link RandomChanges}
 * change anything in between.
 */
final class RandomLife {

  final RulesModel model = new RulesModel();
  final Map<PolicyName, LivingPolicy> policies = new TreeMap<>();
  final List<String> story = new ArrayList<>();
  final RandomPolicies random;
  final RandomChanges people;
  final Set<String> doubts = new HashSet<>();
  private final Map<Integer, SimulatedCollection> lookedAt = new HashMap<>();
  SimulatedCollection place;
  Instant now = Instant.parse("2026-11-23T06:58:30Z");
  Duration elapsed = Duration.ZERO;
  int looks;

  /** The percentage of calls that Milvus refuses. */
  int failures = 5;

  /**
   * Begins a life.
   *
   * @param ways the number of connections that policies may use, at most {@link
   *     SimulatedCollection#WAYS}
   */
  RandomLife(long seed, int ways) {
    this.random = new RandomPolicies(new Random(seed));
    this.people = new RandomChanges(this, ways);
    people.begin();
  }

  /** Adds an event to the story. */
  void tell(String event) {
    story.add(now + " " + event);
  }

  ClaimSet claims(int way) {
    List<String> all = new ArrayList<>(doubts);
    List<Claim> claims = new ArrayList<>();
    for (LivingPolicy policy : policies.values()) {
      if (policy.visible()) {
        claims.add(policy.claim(way));
      } else {
        all.add("policy " + policy.name + " can't be looked at");
      }
    }
    return new ClaimSet(claims, all);
  }

  /** Returns what a pass of this connection sees now. */
  SimulatedPass look(int way) {
    Set<PolicyName> absent =
        policies.values().stream()
            .filter(p -> !p.visible())
            .map(p -> p.name)
            .collect(Collectors.toSet());
    policies.values().forEach(p -> model.generation(p.uid, p.generation));
    SimulatedPass look = SimulatedPass.of(way, now, elapsed, claims(way), absent, place.observed());
    model.loads.look(look);
    return look;
  }

  /** Returns the connections that a policy uses, so that passes are made. */
  List<Integer> ways() {
    return policies.values().stream()
        .filter(LivingPolicy::visible)
        .map(p -> p.way)
        .distinct()
        .sorted()
        .toList();
  }

  Plan plan(SimulatedPass look) {
    looks++;
    moves(look.way());
    PlannerState plannerState = place.memories[look.way()];
    Plan plan = Planner.plan(look.claims(), look.observed(), plannerState, look.now());
    HoldsLaw.check(look.claims(), plan);
    HoldsLaw.checkInTrouble(look, plannerState, looks);
    place.remember(look.way(), plan.plannerState());
    return plan;
  }

  /** Handles the first pass in which the name leads to another collection. */
  private void moves(int way) {
    SimulatedCollection before = lookedAt.put(way, place);
    if (before != null && before != place) {
      before.left(way, ways().stream().noneMatch(other -> lookedAt.get(other) == before));
    }
  }

  void told(SimulatedPass look, Plan plan) {
    String blocked =
        approvals(look.way(), plan).values().stream()
            .distinct()
            .map(a -> ", blocked " + a)
            .findAny()
            .orElse("");
    String waits =
        look.observed().partitions().stream()
            .filter(p -> model.waits.of(look).containsKey(p.id()))
            .map(p -> p.name() + (model.waits.of(look).get(p.id()).edit() ? "!" : ""))
            .collect(Collectors.joining(" "));
    tell(
        "pass of way %s%s, %s resident, model: %s, waits: %s%s"
            .formatted(
                look.way(),
                look.complete() ? "" : " in doubt",
                look.resident(),
                model.consent,
                waits,
                blocked));
  }

  /** Makes Milvus report all partitions in question as searchable. */
  void serve(int way, Plan plan) {
    Set<Long> ids = plan.unproven().stream().map(Partition::id).collect(Collectors.toSet());
    place.memories[way] = place.memories[way].withServing(ids);
  }

  /** Makes the calls of a plan over a connection, and returns the released ids. */
  Set<Long> carryOut(int way, Plan plan, LoadState loads) {
    Set<Long> released = new HashSet<>();
    for (Step step : plan.steps()) {
      String what = step.getClass().getSimpleName() + " ";
      String names =
          step.changes().stream()
              .map(c -> c.partition().name() + " for " + c.policy().name())
              .collect(Collectors.joining(", "));
      if (random.chance(failures)) {
        tell("Milvus refuses to " + what + names);
        continue;
      }
      tell(what + names);
      place.carryOut(step, loads);
      carriedOut(way, step);
      if (step instanceof Step.Release) {
        step.changes().forEach(change -> released.add(change.partition().id()));
      }
    }
    return released;
  }

  private void carriedOut(int way, Step step) {
    PlannerState before = place.memories[way];
    Set<Long> ids =
        step.changes().stream().map(c -> c.partition().id()).collect(Collectors.toSet());
    if (step instanceof Step.Load) {
      place.memories[way] = PendingLoads.requested(before, ids, now);
      model.loads.asked(way, ids, elapsed);
    } else if (step instanceof Step.Cancel) {
      boolean certain = !random.chance(20);
      place.memories[way] =
          PendingLoads.cancelled(before, ids, certain, now, Reason.LOAD_STUCK, "stuck");
    }
  }

  /** Writes the statuses of the policies that use a connection, unless refused. */
  void write(int way, Plan plan) {
    for (LivingPolicy policy : policies.values()) {
      if (policy.refused || policy.invalid) {
        continue;
      }
      if (policy.unknown) {
        policy.write(said(policy));
        model.consent.wroteOfFailure(policy.uid, policy.generation);
      } else if (policy.way == way && plan.policyPlans().containsKey(policy.name)) {
        Claim.Recorded before = said(policy);
        Claim.Recorded recorded = plan.policyPlans().get(policy.name).recorded();
        policy.write(recorded);
        if (recorded.exists()) {
          model.consent.wrote(policy.uid, policy.generation, !before.equals(recorded));
        } else {
          model.consent.wroteNothing(policy.uid);
        }
        if (!before.equals(recorded)) {
          tell("status of " + policy.name.name() + ": " + text(recorded));
        }
      }
    }
  }

  /** Makes a spec invalid, which ends its consent. */
  void invalid(LivingPolicy policy) {
    if (WantsModel.enforces(policy.claim(policy.way))) {
      model.consent.stoppedActing();
    }
    if (!policy.refused) {
      policy.write(Claim.Recorded.NONE);
      model.consent.wroteNothing(policy.uid);
    }
  }

  private static Claim.Recorded said(LivingPolicy policy) {
    return new Claim.Recorded(policy.status.settledIntent(), policy.status.change(), true);
  }

  private static String text(Claim.Recorded recorded) {
    return recorded
        .settledIntent()
        .map(intent -> "settled " + intent)
        .or(
            () ->
                recorded
                    .change()
                    .map(
                        c ->
                            "%s since %s, %s of %s released"
                                .formatted(c.intent(), c.since(), c.released(), c.resident())))
        .orElse("nothing of edits");
  }

  /** Returns the blocked releases that people can read and approve. */
  Map<PolicyName, BlockedReleases> blocked(int way, Plan plan) {
    Map<PolicyName, BlockedReleases> blocked = new HashMap<>();
    plan.policyPlans()
        .forEach(
            (name, policyPlan) ->
                Optional.of(policyPlan)
                    .filter(s -> policies.get(name).way == way)
                    .flatMap(PolicyPlan::blocked)
                    .filter(b -> b.approval().isPresent())
                    .ifPresent(b -> blocked.put(name, b)));
    return blocked;
  }

  /** Returns the approvals that people can copy. */
  Map<PolicyName, String> approvals(int way, Plan plan) {
    Map<PolicyName, String> approvals = new HashMap<>();
    blocked(way, plan)
        .forEach((name, blocked) -> approvals.put(name, blocked.approval().orElseThrow()));
    return approvals;
  }

  /** Lets time pass, for the clock and for the world. */
  void wait(Duration time) {
    now = now.plus(time);
    elapsed = elapsed.plus(time);
  }

  /** Returns the story so far, to print with a failure. */
  String story() {
    return String.join("\n", story);
  }

  Optional<LivingPolicy> onePolicy() {
    return policies.isEmpty()
        ? Optional.empty()
        : Optional.of(random.one(List.copyOf(policies.values())));
  }
}
