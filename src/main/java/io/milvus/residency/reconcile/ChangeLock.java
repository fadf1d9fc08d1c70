package io.milvus.residency.reconcile;

import io.milvus.residency.model.CollectionId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock for loads and releases of a collection, held by one pass at a time, by whatever
 * connection. {@code minResident} and {@code maxReleasePerChange} count for the whole collection,
 * so two passes in parallel could each make the last release that they allow. Milvus makes the
 * changes of a collection one after the other, so a second one would only queue behind the first.
 */
final class ChangeLock {

  private final Set<CollectionId> busy = ConcurrentHashMap.newKeySet();

  /** Takes the lock if it is free; if true, the caller has to call {@link #end}. */
  boolean begin(CollectionId collection) {
    return busy.add(collection);
  }

  void end(CollectionId collection) {
    busy.remove(collection);
  }
}
