package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.PolicyName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A hold: the reason why a wanted change is not made now.
 *
 * @param reason the reason, as in status
 * @param words the message
 * @param notBefore the earliest time of the change, if known
 */
record Hold(Reason reason, Words words, Optional<Instant> notBefore) {

  /** A message, which may be empty and names other policies only as its reader may see them. */
  interface Words {
    /** No message: the reason is enough. */
    Words NONE = reader -> "";

    String to(PolicyName reader);
  }

  static Hold of(Reason reason, String message) {
    return new Hold(reason, reader -> message, Optional.empty());
  }

  static Hold until(Instant notBefore, Reason reason, String message) {
    Words words = message.isEmpty() ? Words.NONE : reader -> message;
    return new Hold(reason, words, Optional.of(notBefore));
  }

  String message(PolicyName reader) {
    return words.to(reader);
  }

  /**
   * Merges the holds of several stages: by partition id, the hold with the most pressing reason, or
   * the first of equals.
   */
  static Map<Long, Hold> mostPressing(List<Map<Long, Hold>> stages) {
    List<Map<Long, Hold>> holding = stages.stream().filter(holds -> !holds.isEmpty()).toList();
    if (holding.size() == 1) {
      return holding.get(0);
    }
    Map<Long, Hold> merged = new HashMap<>();
    holding.forEach(holds -> holds.forEach((id, hold) -> merged.merge(id, hold, Hold::max)));
    return merged;
  }

  private static Hold max(Hold a, Hold b) {
    return b.reason().compareTo(a.reason()) > 0 ? b : a;
  }
}
