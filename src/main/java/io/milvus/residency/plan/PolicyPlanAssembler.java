package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.DesiredState.Aside;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Assembles the plan for each policy.
 *
 * @param situation the input of the plan
 * @param settings the load settings
 * @param guard the guard over edits
 */
record PolicyPlanAssembler(Situation situation, LoadSettingsChoice settings, ChangeGuard guard) {

  Map<PolicyName, PolicyPlan> of(Map<PolicyName, List<PartitionPlan>> partitionPlans) {
    Map<PolicyName, PolicyPlan> policyPlans = new HashMap<>();
    for (Claim claim : situation.claims().all()) {
      PolicyName policy = claim.policy();
      Aside aside = situation.desired().asides().get(policy);
      Optional<BlockedReleases> blocked = Optional.ofNullable(guard.blocked().get(policy));
      policyPlans.put(
          policy,
          new PolicyPlan(
              partitionPlans.getOrDefault(policy, List.of()),
              issues(policy, aside, blocked),
              blocked,
              aside.unmatched(),
              guard.recorded().getOrDefault(policy, Claim.Recorded.NONE),
              guard.ahead(policy),
              aside.next()));
    }
    return policyPlans;
  }

  private List<PolicyIssue> issues(
      PolicyName policy, Aside aside, Optional<BlockedReleases> blocked) {
    List<PolicyIssue> issues = new ArrayList<>();
    Optional.ofNullable(settings.mismatches().get(policy))
        .ifPresent(text -> issues.add(new PolicyIssue(Reason.LOAD_SETTINGS_MISMATCH, text)));
    aside.frozen().forEach(why -> issues.add(new PolicyIssue(Reason.REFERENCE_NOT_READY, why)));
    blocked.ifPresent(b -> issues.add(new PolicyIssue(Reason.RELEASE_BLOCKED, b.message())));
    return issues;
  }
}
