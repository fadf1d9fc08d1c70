package io.milvus.residency.reconcile;

import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.PlanEvent;
import io.milvus.residency.plan.Step;

/** Is told what was done in Milvus, so that people can read it. */
public interface EventRecorder {

  /**
   * The same, for what is done on behalf of these policies: one that was deleted meanwhile and
   * created anew is another one.
   */
  default EventRecorder among(PolicySnapshot policies) {
    return this;
  }

  /** Milvus has accepted a step. */
  void done(Step step);

  /** Milvus has refused a step. */
  void refused(Step step, Reason reason, String message);

  /** Something has begun that people should know of. */
  void noticed(PlanEvent planEvent);
}
