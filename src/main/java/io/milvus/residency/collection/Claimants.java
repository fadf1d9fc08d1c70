package io.milvus.residency.collection;

import io.milvus.residency.api.PolicyStatus.GovernedCollection;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.Rule.ListRef;
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
 */
final class Claimants {

  private Claimants() {}

  /**
   * The claims on one collection.
   *
   * @param policies all policies
   * @param ties what the last try of each approach has led to
   * @param approach how the pass reaches the collection: only what comes by the same way acts,
   *     because a restored cluster elsewhere may carry the same ids
   * @param collection the collection
   * @param lists reads what rules refer to
   */
  static Claims of(
      Policies policies,
      Map<Approach, Tie> ties,
      Approach approach,
      CollectionId collection,
      Lists lists) {
    List<Claim> claims = new ArrayList<>();
    List<String> doubts = new ArrayList<>(policies.doubts());
    for (Policy policy : policies.all()) {
      Approach own = Approach.of(policy);
      if (policy.spec().invalid().isPresent()) {
        doubt(policy, own, "can't be read", approach, collection).ifPresent(doubts::add);
        continue;
      }
      Tie tie = ties.get(own);
      if (tie == null) {
        doubts.add("policy " + policy.name() + " has not been looked at yet");
      } else if (tie instanceof Tie.Unknown) {
        doubt(policy, own, "could not be looked at", approach, collection).ifPresent(doubts::add);
      } else if (tie instanceof Tie.Bound bound && bound.observed().id().equals(collection)) {
        claims.add(claim(policy, own.way().equals(approach.way()), lists));
      }
    }
    return new Claims(claims, doubts);
  }

  private static Claim claim(Policy policy, boolean sameWay, Lists lists) {
    Map<ConfigMapKey, ListContent> contents = new HashMap<>();
    policy.spec().rules().stream()
        .flatMap(rule -> rule.listedIn().stream())
        .map(ListRef::configMapKeyRef)
        .distinct()
        .forEach(key -> contents.put(key, read(policy, key, lists)));
    Claim claim =
        Claim.of(
            policy.name(),
            policy.spec(),
            policy.annotations(),
            contents,
            policy.status().settledIntent(),
            sameWay);
    return policy.leaving() ? claim.leave() : claim;
  }

  private static ListContent read(Policy policy, ConfigMapKey key, Lists lists) {
    return lists.list(new ConfigMapName(policy.name().namespace(), key.name()), key.key());
  }

  /**
   * A policy of which too little is known matters where it was last seen, or else where it points.
   */
  private static Optional<String> doubt(
      Policy policy, Approach own, String why, Approach approach, CollectionId collection) {
    boolean concerned =
        policy
            .status()
            .collection()
            .map(seen -> names(seen, collection))
            .orElseGet(() -> own.sameTarget(approach));
    return concerned ? Optional.of("policy " + policy.name() + " " + why) : Optional.empty();
  }

  private static boolean names(GovernedCollection seen, CollectionId collection) {
    return seen.id().equals(Long.toString(collection.id()))
        && seen.created().equals(collection.created());
  }
}
