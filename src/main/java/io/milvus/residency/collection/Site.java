package io.milvus.residency.collection;

import io.milvus.residency.collection.Time.Reading;
import io.milvus.residency.plan.LoadState;
import io.milvus.residency.plan.Memory;
import io.milvus.residency.plan.PolicyName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of one collection, reached by one way, between two passes. Only the pass that
 * has entered it may touch it.
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

  /** When something was changed last, or it was seen first, by the steady clock. */
  Instant changed = Instant.MAX;

  private Optional<Reading> last = Optional.empty();
  private Map<PolicyName, String> uids = Map.of();

  /**
   * Begins a pass. Where the wall clock was set or a policy was deleted and created anew since the
   * last one, what was remembered does not count: the wait of a release would end too early.
   */
  void begin(Reading now, Map<PolicyName, String> present) {
    if (last.isEmpty()) {
      changed = now.steady();
    }
    if (last.filter(now::jumpedSince).isPresent() || replaced(present)) {
      memory = Memory.NONE;
    }
    last = Optional.of(now);
    uids = Map.copyOf(present);
  }

  private boolean replaced(Map<PolicyName, String> present) {
    boolean others = !uids.isEmpty() && uids.values().stream().noneMatch(present::containsValue);
    return others
        || uids.entrySet().stream()
            .anyMatch(e -> !present.getOrDefault(e.getKey(), e.getValue()).equals(e.getValue()));
  }
}
