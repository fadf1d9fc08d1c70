package io.milvus.residency.reconcile;

import io.milvus.residency.model.ObservedCollection;

/** What the last try of an approach has led to. */
sealed interface Resolution {

  /**
   * To a collection.
   *
   * @param observed as it was seen last
   */
  record Resolved(ObservedCollection observed) implements Resolution {}

  /** To the certainty that there is no such collection. */
  record NotFound() implements Resolution {}

  /**
   * To nothing: which collection it is remains unknown.
   *
   * @param attempts how often in a row
   */
  record Unresolved(int attempts) implements Resolution {}
}
