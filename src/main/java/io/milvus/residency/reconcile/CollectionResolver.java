package io.milvus.residency.reconcile;

import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.ObservedCollection;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds out which collection each approach leads to, and knows what the last try led to. */
final class CollectionResolver {

  private final CollectionRegistry registry;
  private final InstantSource steady;
  private final Map<CollectionRef, Resolution> resolver = new ConcurrentHashMap<>();
  private final RecentlyUsed<CollectionRef> approachesInUse = new RecentlyUsed<>();

  /**
   * Knows nothing yet.
   *
   * @param registry is told the approaches that lead to no collection any more
   * @param steady the steady clock
   */
  CollectionResolver(CollectionRegistry registry, InstantSource steady) {
    this.registry = registry;
    this.steady = steady;
  }

  /** Returns what the last try of each approach has led to, as it is at the time of each access. */
  Map<CollectionRef, Resolution> resolver() {
    return resolver;
  }

  /** Returns what an approach leads to if the try that begins now fails. */
  Resolution.Unresolved failing(CollectionRef collectionRef) {
    return new Resolution.Unresolved(
        resolver.get(collectionRef) instanceof Resolution.Unresolved u ? u.attempts() + 1 : 1);
  }

  /**
   * Looks where an approach leads to. Where that is not known, or another collection than before,
   * two looks have to agree on it.
   */
  ObservedCollection resolve(CollectionRef collectionRef, Milvus milvus) throws MilvusException {
    ObservedCollection seen = look(collectionRef, milvus);
    leads(collectionRef, new Resolution.Resolved(seen));
    leads(
        new CollectionRef(collectionRef.connection(), seen.name()), new Resolution.Resolved(seen));
    return seen;
  }

  private ObservedCollection look(CollectionRef collectionRef, Milvus milvus)
      throws MilvusException {
    Optional<ObservedCollection> known =
        resolver.get(collectionRef) instanceof Resolution.Resolved bound
            ? Optional.of(bound.observed())
            : Optional.empty();
    ObservedCollection first = milvus.look(collectionRef.name(), known);
    if (known.filter(before -> before.id().equals(first.id())).isPresent()) {
      return first;
    }
    ObservedCollection second = milvus.look(collectionRef.name(), Optional.of(first));
    if (!second.id().equals(first.id())) {
      throw MilvusException.contradiction(
          "Milvus contradicts itself: "
              + collectionRef.name()
              + " is a different collection at each read.");
    }
    return second;
  }

  /** Takes note of what an approach has led to. */
  synchronized void leads(CollectionRef collectionRef, Resolution resolution) {
    approachesInUse.use(collectionRef, steady.instant());
    resolver.put(collectionRef, resolution);
    if (resolution instanceof Resolution.NotFound) {
      registry.leadsNowhere(collectionRef);
    }
  }

  /**
   * Forgets approaches that no policy takes.
   *
   * @param used those that policies take; ones that were taken into use a moment ago are kept, too
   * @param named the collections that statuses name
   */
  synchronized void retain(Set<CollectionRef> used, Set<CollectionId> named) {
    Set<CollectionRef> kept = approachesInUse.kept(used, steady.instant());
    resolver.keySet().retainAll(kept);
    registry.retain(kept, named);
  }
}
