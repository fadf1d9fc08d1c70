package io.milvus.residency.reconcile;

import io.milvus.residency.api.EventReason;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PlanEvent;
import io.milvus.residency.plan.Step;
import java.time.Duration;

/** A recorder of the changes made in Milvus, for users. */
public interface EventRecorder {

  /**
   * Returns a recorder for changes on behalf of these policies. A policy that is deleted and
   * created again meanwhile is another one.
   */
  default EventRecorder among(PolicySnapshot policies) {
    return this;
  }

  /** Records a step that Milvus has accepted. */
  void done(Step step);

  /**
   * Records how many partitions of a step that Milvus has accepted had left the wanted state
   * without the operator.
   */
  default void corrected(Step step, int partitions) {}

  /**
   * Records a partition that is in the wanted state again.
   *
   * @param after the time since a pass saw that the partition had left that state
   */
  default void repaired(Duration after) {}

  /** Records a step that Milvus has refused. */
  void refused(Step step, Reason reason, String message);

  /** Records a warning that prevents nothing. */
  void warned(PolicyName policy, EventReason reason, String message);

  /** Records a notice of the planner. */
  void noticed(PlanEvent planEvent);
}
