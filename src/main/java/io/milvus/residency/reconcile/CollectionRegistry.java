package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toCollection;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.reconcile.CollectionRef.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of collections, for as long as an approach that a policy takes leads there.
 * One pass at a time has it: names and aliases of a collection are approaches of their own.
 */
final class CollectionRegistry {

  private final Map<Key, Place> places = new HashMap<>();
  private final Map<CollectionId, SharedConsent> agreements = new HashMap<>();
  private final Map<CollectionRef, CollectionId> lastSeenAt = new HashMap<>();

  private record Key(Way way, CollectionId collection) {}

  private static final class Place {
    private final CollectionState site;
    private final Set<CollectionRef> ledHere = new HashSet<>();
    private final List<CollectionRef> waiting = new ArrayList<>();
    private boolean taken;

    private Place(SharedConsent agreement) {
      site = new CollectionState(agreement);
    }
  }

  /** Enters the one that an approach leads to; empty if another pass is there, which is told. */
  synchronized Optional<CollectionState> enter(CollectionRef approach, CollectionId collection) {
    Key key = new Key(approach.way(), collection);
    moves(approach, collection);
    SharedConsent agreement = agreements.computeIfAbsent(collection, id -> new SharedConsent());
    Place place = places.computeIfAbsent(key, k -> new Place(agreement));
    if (place.ledHere.add(approach)) {
      leadsTo(approach, Optional.of(key));
    }
    if (place.taken) {
      place.waiting.add(approach);
      return Optional.empty();
    }
    place.taken = true;
    return Optional.of(place.site);
  }

  /** Leaves it; those that wanted to enter meanwhile are to try again. */
  synchronized List<CollectionRef> leave(CollectionRef approach, CollectionId collection) {
    Place place = places.get(new Key(approach.way(), collection));
    if (place == null) {
      return List.of();
    }
    place.taken = false;
    List<CollectionRef> waiting = List.copyOf(place.waiting);
    place.waiting.clear();
    drop();
    return waiting;
  }

  /**
   * Ends what people have agreed to on a collection that the last approach leaves for another one:
   * who knows what is done to it until a name leads there again.
   */
  private void moves(CollectionRef approach, CollectionId collection) {
    CollectionId before = lastSeenAt.put(approach, collection);
    if (before != null && !lastSeenAt.containsValue(before)) {
      Optional.ofNullable(agreements.get(before)).ifPresent(SharedConsent::stop);
    }
  }

  /** An approach leads to no collection, or it is not certain to which. */
  synchronized void leadsNowhere(CollectionRef approach) {
    leadsTo(approach, Optional.empty());
  }

  private void leadsTo(CollectionRef approach, Optional<Key> now) {
    places.forEach(
        (key, place) -> {
          if (!Optional.of(key).equals(now)) {
            place.ledHere.remove(approach);
          }
        });
    drop();
  }

  /**
   * Forgets where only other approaches lead to. What people have agreed to is kept, too, while a
   * status names the collection: an odd answer of its server must not end that.
   */
  synchronized void retain(Set<CollectionRef> used, Set<CollectionId> named) {
    places.values().forEach(place -> place.ledHere.retainAll(used));
    lastSeenAt.keySet().retainAll(used);
    drop();
    Set<CollectionId> kept =
        places.keySet().stream().map(Key::collection).collect(toCollection(HashSet::new));
    kept.addAll(named);
    agreements.keySet().retainAll(kept);
  }

  private void drop() {
    places.values().removeIf(place -> place.ledHere.isEmpty() && !place.taken);
  }
}
