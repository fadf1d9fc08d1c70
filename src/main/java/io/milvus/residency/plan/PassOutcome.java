package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.ObservedCollection;

/** The outcome of a pass for one policy. */
public sealed interface PassOutcome {

  /**
   * The collection was read and planned for.
   *
   * @param observed the collection at the end of the pass
   * @param policyPlan the plan for the policy
   */
  record Planned(ObservedCollection observed, PolicyPlan policyPlan) implements PassOutcome {}

  /**
   * The pass failed before a plan was made.
   *
   * @param reason the reason of the failure, as in status
   * @param message a message for people
   */
  record Failed(Reason reason, String message) implements PassOutcome {}
}
