package io.milvus.residency.plan;

import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What a plan says of one policy.
 *
 * @param partitionPlans what it wants of each partition it decides, sorted by partition
 * @param issues what stands in its way as a whole
 * @param blocked its releases that wait to be approved
 * @param idleRules the rules that decide no partition
 * @param recorded what its status has to say of edits from now on
 * @param ahead what the clock will do with the present edit that exceeds the limit, in words for
 *     people
 * @param next what the clock changes next
 */
public record PolicyPlan(
    List<PartitionPlan> partitionPlans,
    List<PolicyIssue> issues,
    Optional<BlockedReleases> blocked,
    List<String> idleRules,
    Claim.Recorded recorded,
    Optional<String> ahead,
    Optional<Next> next) {

  /** Of a policy that has no say in the collection. */
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

  /** The same before the operator has seen the edit that is blocked. */
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
