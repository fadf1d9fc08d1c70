package io.milvus.residency.reconcile;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of one collection, reached by one way, between two passes. Only the pass that
 * has entered it may touch it.
 */
final class CollectionState {

  /**
   * A load that Milvus did not answer in time.
   *
   * @param reason the word that stands in status if it turns out not to have been made
   * @param message the same for people
   */
  record Unanswered(Reason reason, String message) {}

  /** What the planner wants remembered, but for what people have agreed to. */
  PlannerState plannerState = PlannerState.NONE;

  /** What people have agreed to. */
  final SharedConsent sharedConsent;

  /** By partition id, the state that a call was made for and the load state has yet to show. */
  final Map<Long, LoadState> unconfirmed = new HashMap<>();

  /** By partition id, what is to be said of a load that Milvus did not answer in time. */
  final Map<Long, Unanswered> unanswered = new HashMap<>();

  /** When something was changed last, or it was seen first, by the steady clock. */
  Instant changed = Instant.MAX;

  private Optional<Reading> last = Optional.empty();

  CollectionState(SharedConsent sharedConsent) {
    this.sharedConsent = sharedConsent;
  }

  /**
   * Begins a pass. Where the wall clock was set since the last one, what was remembered does not
   * count: the wait of a release would end too early.
   */
  void begin(Reading now) {
    if (last.isEmpty()) {
      changed = now.steady();
    }
    if (last.filter(now::jumpedSince).isPresent()) {
      plannerState = PlannerState.NONE;
    }
    last = Optional.of(now);
  }
}
