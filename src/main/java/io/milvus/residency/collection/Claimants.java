package io.milvus.residency.collection;

import io.milvus.residency.api.PolicyStatus.GovernedCollection;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.Claims;
import io.milvus.residency.plan.CollectionId;
import io.milvus.residency.plan.ListContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which policies claim a collection, by whatever name or address they reach it, and which
 * ones might do so without it being known.
 *
 * @param ties what the last try of each approach has led to
 * @param approach how the pass reaches the collection: only what comes by the same way acts,
 *     because a restored cluster elsewhere may carry the same ids
 * @param collection the collection
 * @param lists reads what rules refer to
 * @param milvus tells what a name stands for that another policy can't find out about
 */
record Claimants(
    Map<Approach, Tie> ties,
    Approach approach,
    CollectionId collection,
    Lists lists,
    Milvus milvus) {

  /** The claims on the collection. */
  Claims of(Policies policies) {
    List<Claim> claims = new ArrayList<>();
    List<String> doubts = new ArrayList<>(policies.doubts());
    for (Policy policy : policies.all()) {
      Approach own = Approach.of(policy);
      if (policy.spec().invalid().isPresent()) {
        doubt(policy, own, "can't be read").ifPresent(doubts::add);
        continue;
      }
      Tie tie = ties.get(own);
      if (tie == null) {
        doubts.add("policy " + policy.name() + " has not been looked at yet");
      } else if (tie instanceof Tie.Unknown) {
        doubt(policy, own, "could not be looked at").ifPresent(doubts::add);
      } else if (tie instanceof Tie.Bound bound && bound.observed().id().equals(collection)) {
        claims.add(claim(policy, own.way().equals(approach.way())));
      }
    }
    return new Claims(claims, doubts);
  }

  private Claim claim(Policy policy, boolean sameWay) {
    Map<ConfigMapKey, ListContent> contents = new HashMap<>();
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

  private ListContent read(Policy policy, ConfigMapKey key) {
    return lists.list(new ConfigMapName(policy.name().namespace(), key.name()), key.key());
  }

  /**
   * A policy of which too little is known matters where it was last seen, or else where it points.
   */
  private Optional<String> doubt(Policy policy, Approach own, String why) {
    boolean concerned =
        policy
            .status()
            .collection()
            .map(this::names)
            .orElseGet(() -> own.samePlace(approach) && mayLeadHere(own.collection()));
    return concerned ? Optional.of("policy " + policy.name() + " " + why) : Optional.empty();
  }

  /** It may be an alias, and Milvus may tell us what it does not tell the other one. */
  private boolean mayLeadHere(String name) {
    try {
      return name.equals(approach.collection())
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
