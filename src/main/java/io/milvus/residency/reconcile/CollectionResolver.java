package io.milvus.residency.reconcile;

import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.ObservedCollection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A resolver of collection references, which keeps the last resolution of each. */
final class CollectionResolver {

  /**
   * The time for which a name that has no resolution yet is not asked for again. When the operator
   * starts, each pass needs to know of each such name whether it leads to its collection.
   */
  private static final Duration FOUND_FOR = Duration.ofSeconds(5);

  private final CollectionRegistry registry;
  private final InstantSource steady;
  private final Map<CollectionRef, Resolution> resolutions = new ConcurrentHashMap<>();
  private final Map<CollectionRef, Found> found = new ConcurrentHashMap<>();
  private final RecentlyUsed<CollectionRef> refsInUse = new RecentlyUsed<>();
  private Optional<Map<CollectionRef, List<Policy>>> indexed = Optional.empty();
  private ResolvedReferences references = ResolvedReferences.NONE;

  /**
   * Creates the resolver; nothing is resolved yet.
   *
   * @param registry receives the references that no longer lead to a collection
   * @param steady the steady clock
   */
  CollectionResolver(CollectionRegistry registry, InstantSource steady) {
    this.registry = registry;
    this.steady = steady;
  }

  private record Found(Optional<CollectionId> collection, Instant until) {}

  /** Returns whether a reference has ever been tried, with whatever result. */
  boolean tried(CollectionRef collectionRef) {
    return resolutions.containsKey(collectionRef);
  }

  /** Returns where the references of the valid policies lead. */
  synchronized ResolvedReferences references(PolicySnapshot policies) {
    // The same map as long as no policy changes.
    if (indexed.filter(valid -> valid == policies.valid()).isEmpty()) {
      references = ResolvedReferences.of(policies.valid().keySet(), resolutions);
      indexed = Optional.of(policies.valid());
    }
    return references;
  }

  /** Returns the resolution of a reference if the attempt that begins now fails. */
  Resolution.Unresolved failing(CollectionRef collectionRef) {
    return new Resolution.Unresolved(
        resolutions.get(collectionRef) instanceof Resolution.Unresolved u ? u.attempts() + 1 : 1);
  }

  /**
   * Resolves a reference. If its collection was not known, or was another one, two reads have to
   * agree on the collection.
   */
  ObservedCollection resolve(CollectionRef collectionRef, Milvus milvus) throws MilvusException {
    ObservedCollection seen = look(collectionRef, milvus);
    leads(collectionRef, new Resolution.Resolved(seen));
    leads(
        new CollectionRef(collectionRef.connection(), seen.name()), new Resolution.Resolved(seen));
    return seen;
  }

  /**
   * Finds out where a reference leads, without resolving it. The answer may be a few seconds old.
   *
   * @return the collection; empty if there is none
   */
  Optional<CollectionId> find(CollectionRef collectionRef, Milvus milvus) throws MilvusException {
    Instant now = steady.instant();
    Found known = found.get(collectionRef);
    if (known != null && now.isBefore(known.until())) {
      return known.collection();
    }
    Optional<CollectionId> collection = milvus.find(collectionRef.name());
    found.put(collectionRef, new Found(collection, now.plus(FOUND_FOR)));
    return collection;
  }

  private ObservedCollection look(CollectionRef collectionRef, Milvus milvus)
      throws MilvusException {
    Optional<ObservedCollection> known =
        resolutions.get(collectionRef) instanceof Resolution.Resolved resolved
            ? Optional.of(resolved.observed())
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

  private void forgetIndex() {
    indexed = Optional.empty();
    references = ResolvedReferences.NONE;
  }

  /** Records the resolution of a reference. */
  synchronized void leads(CollectionRef collectionRef, Resolution resolution) {
    refsInUse.use(collectionRef, steady.instant());
    Resolution before = resolutions.put(collectionRef, resolution);
    if (before == null || !before.sameAs(resolution)) {
      forgetIndex();
    }
    if (resolution instanceof Resolution.NotFound) {
      registry.isAbsent(collectionRef);
    }
  }

  /**
   * Forgets the references that no policy uses.
   *
   * @param used the references of all policies; references first used a moment ago are kept, too
   * @param named the collections that statuses name
   */
  synchronized void retain(Set<CollectionRef> used, Set<CollectionId> named) {
    Instant now = steady.instant();
    found.values().removeIf(known -> !now.isBefore(known.until()));
    Set<CollectionRef> kept = refsInUse.kept(used, now);
    if (resolutions.keySet().retainAll(kept)) {
      forgetIndex();
    }
    registry.retain(kept, named);
  }
}
