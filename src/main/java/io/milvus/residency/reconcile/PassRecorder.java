package io.milvus.residency.reconcile;

import io.milvus.residency.plan.PassOutcome;
import java.time.Duration;

/** A recorder of passes, for metrics. */
public interface PassRecorder {

  /** A recorder that records nothing. */
  PassRecorder NONE = (endpoint, outcome, took) -> {};

  /**
   * Records a pass that has ended; must not block. A pass that left its collection to another one
   * is not recorded.
   *
   * @param endpoint the address of the server
   * @param outcome the outcome for the policies on the collection
   */
  void ended(String endpoint, PassOutcome outcome, Duration took);
}
