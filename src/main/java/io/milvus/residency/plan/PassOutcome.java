package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.ObservedCollection;

/** What came of one policy in a pass. */
public sealed interface PassOutcome {

  /**
   * The collection was seen and planned for.
   *
   * @param observed the collection as it was at the end of the pass
   * @param policyPlan what the plan says of the policy
   */
  record Planned(ObservedCollection observed, PolicyPlan policyPlan) implements PassOutcome {}

  /**
   * The pass did not come that far.
   *
   * @param reason why
   * @param message the same for people
   */
  record Failed(Reason reason, String message) implements PassOutcome {}
}
