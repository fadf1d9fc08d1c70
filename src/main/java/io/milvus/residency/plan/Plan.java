package io.milvus.residency.plan;

import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done for a collection: what Observe reports, and what Enforce carries out.
 *
 * @param steps the calls to make, in order; empty when all is as wanted or has to wait
 * @param policyPlans what it says of each policy
 * @param unproven loaded partitions that a release waits for, and of which it is not known whether
 *     they answer searches
 * @param notices what begins with this plan
 * @param nextLook when time alone will change the plan; empty if it won't
 * @param plannerState what to remember for the next plan
 */
public record Plan(
    List<Step> steps,
    Map<PolicyName, PolicyPlan> policyPlans,
    List<Partition> unproven,
    List<PlanEvent> notices,
    Optional<Instant> nextLook,
    PlannerState plannerState) {

  public Plan {
    steps = List.copyOf(steps);
    policyPlans = Map.copyOf(policyPlans);
    unproven = List.copyOf(unproven);
    notices = List.copyOf(notices);
  }

  /** The same before the operator has seen the edit that is blocked. */
  Plan notBegun() {
    Map<PolicyName, PolicyPlan> before = new HashMap<>();
    policyPlans.forEach((policy, policyPlan) -> before.put(policy, policyPlan.notBegun()));
    return new Plan(steps, before, unproven, notices, nextLook, plannerState);
  }
}
