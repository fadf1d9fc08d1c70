package io.milvus.residency.reconcile;

import io.milvus.residency.model.ObservedCollection;

/** The result of the last attempt to resolve a collection reference. */
sealed interface Resolution {

  /**
   * A collection was found.
   *
   * @param observed the collection as last read
   */
  record Resolved(ObservedCollection observed) implements Resolution {}

  /** The collection does certainly not exist. */
  record NotFound() implements Resolution {}

  /**
   * The attempt failed, so the collection is unknown.
   *
   * @param attempts failed attempts in a row
   */
  record Unresolved(int attempts) implements Resolution {}
}
