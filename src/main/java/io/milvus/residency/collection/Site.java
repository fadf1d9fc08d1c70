package io.milvus.residency.collection;

import io.milvus.residency.plan.LoadState;
import io.milvus.residency.plan.Memory;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What is remembered of one collection, reached by one way, between two passes. Only the pass that
 * holds the collection's lock may touch it.
 */
final class Site {

  /** What the planner wants remembered. */
  Memory memory = Memory.NONE;

  /**
   * By partition id, the state that a call was made for and {@code get_load_state} has yet to show.
   */
  final Map<Long, LoadState> unconfirmed = new HashMap<>();

  /** By partition id, what is to be said of a load that Milvus did not answer in time. */
  final Map<Long, String> unanswered = new HashMap<>();

  /** When something was changed last, or it was seen first. */
  Instant changed;

  Site(Instant seen) {
    changed = seen;
  }
}
