package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hold on all changes of a collection while the outcome of the last one is unknown. Milvus may
 * still be carrying it out, and another change would queue behind it.
 */
final class ChangePause {

  private static final String MESSAGE =
      "Milvus did not answer the last load or release of this collection in time. Waiting until its"
          + " outcome shows, for 60s at most.";

  private ChangePause() {}

  /** Returns the hold during a pause; otherwise none. */
  static Optional<Hold> hold(Situation situation) {
    return situation
        .plannerState()
        .pausedUntil()
        .filter(until -> until.isAfter(situation.now()))
        .map(until -> Hold.until(until, Reason.MILVUS_UNREACHABLE, MESSAGE));
  }

  /** Returns the holds of all these partitions during a pause; otherwise none. */
  static Map<Long, Hold> holds(Situation situation, Stream<Long> ids) {
    return hold(situation)
        .map(hold -> ids.distinct().collect(Collectors.toMap(Function.identity(), id -> hold)))
        .orElse(Map.of());
  }
}
