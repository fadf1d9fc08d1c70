package io.milvus.residency.reconcile;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.plan.PassOutcome.Planned;
import io.milvus.residency.plan.PolicyPlan;
import java.util.List;

/** The difference between two results for a policy. */
enum ResultDifference {
  NONE,
  /** The percentages of loads. */
  PERCENTAGES,
  /** The outcome or the status that was read: other clients may have written to it since. */
  OUTCOME,
  /** The policy itself. */
  POLICY;

  static ResultDifference between(PassResult before, PassResult now) {
    if (!before.policy().same(now.policy())) {
      return POLICY;
    }
    if (!before.policy().status().equals(now.policy().status())) {
      return OUTCOME;
    }
    if (before.outcome().equals(now.outcome())) {
      return NONE;
    }
    return before.outcome() instanceof Planned a
            && now.outcome() instanceof Planned b
            && withoutPercentages(a).equals(withoutPercentages(b))
        ? PERCENTAGES
        : OUTCOME;
  }

  private static PassOutcome withoutPercentages(Planned outcome) {
    return new Planned(
        withoutPercentages(outcome.observed()), withoutPercentages(outcome.policyPlan()));
  }

  private static ObservedCollection withoutPercentages(ObservedCollection observed) {
    List<Partition> partitions =
        observed.partitions().stream()
            .map(p -> new Partition(p.id(), p.name(), p.created(), p.state(), 0))
            .toList();
    return new ObservedCollection(
        observed.id(), observed.name(), observed.partitionKey(), partitions, observed.live());
  }

  private static PolicyPlan withoutPercentages(PolicyPlan plan) {
    return new PolicyPlan(
        plan.partitionPlans().stream().map(ResultDifference::withoutPercentage).toList(),
        plan.issues(),
        plan.blocked(),
        plan.idleRules(),
        plan.recorded(),
        plan.ahead(),
        plan.next());
  }

  private static PartitionPlan withoutPercentage(PartitionPlan plan) {
    return new PartitionPlan(
        plan.partition(),
        plan.desired(),
        plan.actual(),
        0,
        plan.rule(),
        plan.reason(),
        plan.message(),
        plan.notBefore());
  }
}
