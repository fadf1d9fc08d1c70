package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toCollection;

import io.milvus.residency.model.CollectionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state of each collection, kept for as long as a collection reference of a policy leads there.
 * One pass at a time has the state, because the name and the aliases of a collection are different
 * references.
 */
final class CollectionRegistry {

  private final Map<Key, Entry> entries = new HashMap<>();
  private final Map<CollectionId, SharedState> sharedStates = new HashMap<>();
  private final Map<CollectionRef, CollectionId> lastSeenAt = new HashMap<>();

  private record Key(ConnectionRef connectionRef, CollectionId collection) {}

  private static final class Entry {
    private final CollectionState collectionState;
    private final Set<CollectionRef> ledHere = new HashSet<>();
    private final List<CollectionRef> waiting = new ArrayList<>();
    private boolean taken;

    private Entry(SharedState shared) {
      collectionState = new CollectionState(shared);
    }
  }

  /** Takes the state of a collection; empty, and queued for it, if another pass has the state. */
  synchronized Optional<CollectionState> enter(
      CollectionRef collectionRef, CollectionId collection) {
    Key key = new Key(collectionRef.connection(), collection);
    moves(collectionRef, collection);
    SharedState shared = sharedStates.computeIfAbsent(collection, id -> new SharedState());
    Entry entry = entries.computeIfAbsent(key, k -> new Entry(shared));
    if (entry.ledHere.add(collectionRef)) {
      leadsTo(collectionRef, Optional.of(key));
    }
    if (entry.taken) {
      entry.waiting.add(collectionRef);
      return Optional.empty();
    }
    entry.taken = true;
    return Optional.of(entry.collectionState);
  }

  /** Gives the state back; returns the references whose passes have to try again. */
  synchronized List<CollectionRef> leave(CollectionRef collectionRef, CollectionId collection) {
    Key key = new Key(collectionRef.connection(), collection);
    Entry entry = entries.get(key);
    if (entry == null) {
      return List.of();
    }
    entry.taken = false;
    List<CollectionRef> waiting = List.copyOf(entry.waiting);
    entry.waiting.clear();
    if (entry.ledHere.isEmpty()) {
      entries.remove(key);
    }
    return waiting;
  }

  /**
   * Ends the consent for a collection when its last reference moves to another collection, or to
   * none: nobody watches the collection until a reference leads there again.
   */
  private void moves(CollectionRef collectionRef, CollectionId collection) {
    leaves(Optional.ofNullable(lastSeenAt.put(collectionRef, collection)));
  }

  private void leaves(Optional<CollectionId> before) {
    before
        .filter(id -> !lastSeenAt.containsValue(id))
        .map(sharedStates::get)
        .ifPresent(SharedState::stop);
  }

  /** Records that a reference leads to no collection, which is certain. */
  synchronized void isAbsent(CollectionRef collectionRef) {
    leaves(Optional.ofNullable(lastSeenAt.remove(collectionRef)));
    leadsNowhere(collectionRef);
  }

  /** Records that it is not certain which collection a reference leads to. */
  synchronized void leadsNowhere(CollectionRef collectionRef) {
    leadsTo(collectionRef, Optional.empty());
  }

  private void leadsTo(CollectionRef collectionRef, Optional<Key> now) {
    entries.forEach(
        (key, entry) -> {
          if (!Optional.of(key).equals(now)) {
            entry.ledHere.remove(collectionRef);
          }
        });
    drop();
  }

  /**
   * Forgets the collections that none of the references leads to. The consent for a collection is
   * kept while a status names the collection, so that an odd response of its server does not end
   * it.
   *
   * @param used the collection references of all policies
   * @param named the collections that statuses name
   */
  synchronized void retain(Set<CollectionRef> used, Set<CollectionId> named) {
    entries.values().forEach(entry -> entry.ledHere.retainAll(used));
    lastSeenAt.keySet().retainAll(used);
    drop();
    Set<CollectionId> kept =
        entries.keySet().stream().map(Key::collection).collect(toCollection(HashSet::new));
    kept.addAll(named);
    sharedStates.keySet().retainAll(kept);
  }

  private void drop() {
    entries.values().removeIf(entry -> entry.ledHere.isEmpty() && !entry.taken);
  }
}
