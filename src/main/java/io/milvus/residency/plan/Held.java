package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * Why something that is wanted is not done now.
 *
 * @param reason the word for it
 * @param message the same for people; may be empty
 * @param notBefore when it is done at the earliest, where that is known
 */
record Held(Reason reason, String message, Optional<Instant> notBefore) {

  static Held of(Reason reason, String message) {
    return new Held(reason, message, Optional.empty());
  }
}
