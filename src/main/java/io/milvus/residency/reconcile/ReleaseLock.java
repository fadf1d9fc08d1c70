package io.milvus.residency.reconcile;

import io.milvus.residency.model.CollectionId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one pass at a time release partitions of a collection, by whatever way it is reached. What
 * {@code minResident} and the limit of an edit let through is counted for the collection as a
 * whole, so that two passes side by side could each release the last that may go.
 */
final class ReleaseLock {

  private final Set<CollectionId> busy = ConcurrentHashMap.newKeySet();

  /** Whether the caller may release now, and has to say when it is done. */
  boolean begin(CollectionId collection) {
    return busy.add(collection);
  }

  void end(CollectionId collection) {
    busy.remove(collection);
  }
}
