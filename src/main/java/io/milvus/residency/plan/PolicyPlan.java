package io.milvus.residency.plan;

import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.Reason;
import java.util.List;
import java.util.Optional;

/**
 * The plan for one policy.
 *
 * @param partitionPlans the partitions that the policy decides, sorted by name
 * @param issues the issues of the policy as a whole
 * @param blocked its releases that wait for approval
 * @param idleRules the rules that decide no partition
 * @param recorded what the status must record about edits
 * @param ahead a message about what the clock will do with the present edit that exceeds the limit
 * @param next the next change by the clock
 */
public record PolicyPlan(
    List<PartitionPlan> partitionPlans,
    List<PolicyIssue> issues,
    Optional<BlockedReleases> blocked,
    List<String> idleRules,
    Claim.Recorded recorded,
    Optional<String> ahead,
    Optional<Next> next) {

  /** The plan for a policy without a claim on the collection. */
  public static final PolicyPlan NONE =
      new PolicyPlan(
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          Claim.Recorded.NONE,
          Optional.empty(),
          Optional.empty());

  public PolicyPlan {
    partitionPlans = List.copyOf(partitionPlans);
    issues = List.copyOf(issues);
    idleRules = List.copyOf(idleRules);
  }

  /** Returns this plan without the approval, because the operator has not seen the edit yet. */
  PolicyPlan notBegun() {
    return new PolicyPlan(
        partitionPlans,
        issues.stream()
            .map(
                issue ->
                    blocked
                        .filter(b -> issue.reason() == Reason.RELEASE_BLOCKED)
                        .map(b -> new PolicyIssue(issue.reason(), b.notBegun().message()))
                        .orElse(issue))
            .toList(),
        blocked.map(BlockedReleases::notBegun),
        idleRules,
        recorded,
        ahead,
        next);
  }
}
