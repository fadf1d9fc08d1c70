package io.milvus.residency.reconcile;

import io.milvus.residency.api.PolicyStatus.GovernedCollection;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.rules.PartitionList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Finds out which policies claim a collection, by whatever name or address they reach it, and which
 * ones might do so without it being known. Of one pass: what Milvus says of names is asked once.
 */
final class ClaimCollector {

  private final Map<CollectionRef, Resolution> resolver;
  private final CollectionRef collectionRef;
  private final CollectionId collection;
  private final BiFunction<NamespacedName, String, PartitionList> lists;
  private final Milvus milvus;
  private final Map<String, Boolean> leadHere = new HashMap<>();

  /**
   * Asks nothing yet.
   *
   * @param resolver what the last try of each approach has led to
   * @param collectionRef how the pass reaches the collection: only what comes by the same way acts,
   *     because a restored cluster elsewhere may carry the same ids
   * @param collection the collection
   * @param lists reads an entry of a ConfigMap
   * @param milvus tells what a name stands for that another policy can't find out about
   */
  ClaimCollector(
      Map<CollectionRef, Resolution> resolver,
      CollectionRef collectionRef,
      CollectionId collection,
      BiFunction<NamespacedName, String, PartitionList> lists,
      Milvus milvus) {
    this.resolver = resolver;
    this.collectionRef = collectionRef;
    this.collection = collection;
    this.lists = lists;
    this.milvus = milvus;
  }

  /** The claims on the collection. */
  ClaimSet of(PolicySnapshot policies) {
    List<Claim> claims = new ArrayList<>();
    List<String> doubts = new ArrayList<>(policies.doubts());
    for (Policy policy : policies.all()) {
      CollectionRef own = policy.collectionRef();
      Resolution resolution = resolver.get(own);
      if (policy.invalid().isPresent()) {
        doubt(policy, seenHereOr(policy, own), "is invalid").ifPresent(doubts::add);
      } else if (resolution == null) {
        // Since it was seen last, its name may have come to stand for another collection.
        boolean concerned = seenHere(policy) || leadsHere(own);
        doubt(policy, concerned, "is not resolved yet").ifPresent(doubts::add);
      } else if (resolution instanceof Resolution.Unresolved) {
        doubt(policy, seenHereOr(policy, own), "could not be resolved").ifPresent(doubts::add);
      } else if (resolution instanceof Resolution.Resolved bound
          && bound.observed().id().equals(collection)) {
        claims.add(claim(policy, own.connection().equals(collectionRef.connection())));
      }
    }
    return new ClaimSet(claims, doubts);
  }

  private Claim claim(Policy policy, boolean sameWay) {
    Map<ConfigMapKey, PartitionList> contents = new HashMap<>();
    policy.spec().rules().stream()
        .flatMap(rule -> rule.listedIn().stream())
        .map(ListRef::configMapKeyRef)
        .distinct()
        .forEach(key -> contents.put(key, read(policy, key)));
    Claim claim =
        Claim.of(
            policy.name(),
            policy.uid(),
            policy.generation(),
            policy.spec(),
            policy.annotations(),
            contents,
            Claim.Recorded.of(policy.status(), policy.generation()),
            sameWay);
    return policy.leaving() ? claim.leave() : claim;
  }

  private PartitionList read(Policy policy, ConfigMapKey key) {
    return lists.apply(new NamespacedName(policy.name().namespace(), key.name()), key.key());
  }

  private static Optional<String> doubt(Policy policy, boolean concerned, String why) {
    return concerned ? Optional.of("policy " + policy.name() + " " + why) : Optional.empty();
  }

  /**
   * A policy of which too little is known matters where it was last seen, or else where it points.
   */
  private boolean seenHereOr(Policy policy, CollectionRef own) {
    return policy.status().collection().isPresent() ? seenHere(policy) : leadsHere(own);
  }

  private boolean seenHere(Policy policy) {
    return policy.status().collection().filter(this::names).isPresent();
  }

  /** Its name may be an alias, and Milvus may tell us what it does not tell the other one. */
  private boolean leadsHere(CollectionRef own) {
    return own.samePlace(collectionRef) && leadHere.computeIfAbsent(own.name(), this::mayLeadHere);
  }

  private boolean mayLeadHere(String name) {
    try {
      return name.equals(collectionRef.name())
          || milvus.find(name).filter(collection::equals).isPresent();
    } catch (MilvusException e) {
      return true;
    }
  }

  private boolean names(GovernedCollection seen) {
    return seen.id().equals(Long.toString(collection.id()))
        && seen.created().equals(collection.created());
  }
}
