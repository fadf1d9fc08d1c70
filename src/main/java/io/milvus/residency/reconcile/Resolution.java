package io.milvus.residency.reconcile;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.ObservedCollection;
import java.util.Optional;

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

  /** Returns the collection that was found. */
  default Optional<CollectionId> collection() {
    return this instanceof Resolved resolved
        ? Optional.of(resolved.observed().id())
        : Optional.empty();
  }

  /** Returns whether an attempt had the same result: the same collection, none, or a failure. */
  default boolean sameAs(Resolution other) {
    return getClass().equals(other.getClass()) && collection().equals(other.collection());
  }
}
