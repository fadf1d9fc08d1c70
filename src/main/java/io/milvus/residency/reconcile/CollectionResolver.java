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

  private final CollectionRegistry sites;
  private final InstantSource steady;
  private final Map<CollectionRef, Resolution> ties = new ConcurrentHashMap<>();
  private final RecentlyUsed<CollectionRef> approachesInUse = new RecentlyUsed<>();

  /**
   * Knows nothing yet.
   *
   * @param sites is told the approaches that lead to no collection any more
   * @param steady the steady clock
   */
  CollectionResolver(CollectionRegistry sites, InstantSource steady) {
    this.sites = sites;
    this.steady = steady;
  }

  /** Returns what the last try of each approach has led to, as it is at the time of each access. */
  Map<CollectionRef, Resolution> ties() {
    return ties;
  }

  /** Returns what an approach leads to if the try that begins now fails. */
  Resolution.Unknown failing(CollectionRef approach) {
    return new Resolution.Unknown(
        ties.get(approach) instanceof Resolution.Unknown u ? u.attempts() + 1 : 1);
  }

  /**
   * Looks where an approach leads to. Where that is not known, or another collection than before,
   * two looks have to agree on it.
   */
  ObservedCollection resolve(CollectionRef approach, Milvus milvus) throws MilvusException {
    ObservedCollection seen = look(approach, milvus);
    leads(approach, new Resolution.Bound(seen));
    leads(new CollectionRef(approach.way(), seen.name()), new Resolution.Bound(seen));
    return seen;
  }

  private ObservedCollection look(CollectionRef approach, Milvus milvus) throws MilvusException {
    Optional<ObservedCollection> known =
        ties.get(approach) instanceof Resolution.Bound bound
            ? Optional.of(bound.observed())
            : Optional.empty();
    ObservedCollection first = milvus.look(approach.collection(), known);
    if (known.filter(before -> before.id().equals(first.id())).isPresent()) {
      return first;
    }
    ObservedCollection second = milvus.look(approach.collection(), Optional.of(first));
    if (!second.id().equals(first.id())) {
      throw MilvusException.contradiction(
          "Milvus contradicts itself: "
              + approach.collection()
              + " is another collection at each look.");
    }
    return second;
  }

  /** Takes note of what an approach has led to. */
  synchronized void leads(CollectionRef approach, Resolution tie) {
    approachesInUse.use(approach, steady.instant());
    ties.put(approach, tie);
    if (tie instanceof Resolution.Absent) {
      sites.leadsNowhere(approach);
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
    ties.keySet().retainAll(kept);
    sites.retain(kept, named);
  }
}
