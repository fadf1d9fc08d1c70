package io.milvus.residency.plan;

import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plan for a collection: Observe reports it, Enforce carries it out.
 *
 * @param steps the calls to make, in order; empty if all is as wanted or has to wait
 * @param policyPlans the plan for each policy
 * @param unproven loaded partitions that a release waits for, if it is unknown whether they are
 *     searchable
 * @param notices events about what begins with this plan
 * @param nextLook the time when the plan changes without any other change; empty if it does not
 * @param plannerState the state to remember for the next plan
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

  /** Returns this plan without the approval, because the operator has not seen the edit yet. */
  Plan notBegun() {
    Map<PolicyName, PolicyPlan> before = new HashMap<>();
    policyPlans.forEach((policy, policyPlan) -> before.put(policy, policyPlan.notBegun()));
    return new Plan(steps, before, unproven, notices, nextLook, plannerState);
  }
}
