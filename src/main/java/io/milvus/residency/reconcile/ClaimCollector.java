package io.milvus.residency.reconcile;

import io.milvus.residency.api.PolicyStatus.GovernedCollection;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.Rule.ListRef;
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
 * A collector of the claims on a collection, by whatever name or address policies reach it, and of
 * the unresolved policies that may have claims. It serves one pass, and asks Milvus once about each
 * name.
 */
final class ClaimCollector {

  private final CollectionResolver resolver;
  private final CollectionRef collectionRef;
  private final CollectionId collection;
  private final String id;
  private final BiFunction<NamespacedName, String, PartitionList> lists;
  private final Finder finder;
  private final Map<String, Boolean> leadHere = new HashMap<>();

  /** Finds out where a name leads. */
  interface Finder {

    /** Returns the collection that a name leads to, or empty. */
    Optional<CollectionId> find(String name) throws MilvusException;
  }

  /**
   * Creates the collector; nothing is read yet.
   *
   * @param resolver knows where the collection references lead
   * @param collectionRef the reference of the pass: only claims by the same connection act, because
   *     a restored cluster elsewhere may have the same ids
   * @param collection the collection
   * @param lists reads an entry of a ConfigMap
   * @param finder finds out where the names of policies lead that could not be resolved themselves
   */
  ClaimCollector(
      CollectionResolver resolver,
      CollectionRef collectionRef,
      CollectionId collection,
      BiFunction<NamespacedName, String, PartitionList> lists,
      Finder finder) {
    this.resolver = resolver;
    this.collectionRef = collectionRef;
    this.collection = collection;
    this.id = Long.toString(collection.id());
    this.lists = lists;
    this.finder = finder;
  }

  /** Returns the claims on the collection, and why there may be more. */
  ClaimSet of(PolicySnapshot policies) {
    List<Claim> claims = new ArrayList<>();
    List<String> doubts = new ArrayList<>(policies.doubts());
    policies.invalid().stream()
        .filter(this::seenHereOr)
        .map(policy -> doubt(policy, "is invalid"))
        .forEach(doubts::add);
    ResolvedReferences references = resolver.references(policies);
    references.to(collection).forEach(own -> claims.addAll(claims(own, policies.of(own))));
    references.open().forEach(own -> doubts.addAll(doubts(own, policies.of(own))));
    return new ClaimSet(claims, doubts);
  }

  private List<Claim> claims(CollectionRef own, List<Policy> referring) {
    boolean sameConnection = own.connection().equals(collectionRef.connection());
    return referring.stream()
        .filter(this::mayClaim)
        .map(policy -> claim(policy, sameConnection))
        .toList();
  }

  /** Returns the doubts about policies that lead to no collection, as far as is known. */
  private List<String> doubts(CollectionRef own, List<Policy> referring) {
    boolean tried = resolver.tried(own);
    return referring.stream()
        // Since the last read, the name may have become an alias of another collection.
        .filter(policy -> tried ? seenHereOr(policy) : seenHere(policy) || leadsHere(own))
        .map(policy -> doubt(policy, tried ? "could not be resolved" : "is not resolved yet"))
        .toList();
  }

  /** A policy being deleted releases nothing of a collection that its status does not name. */
  private boolean mayClaim(Policy policy) {
    return !policy.leaving() || seenHere(policy);
  }

  private Claim claim(Policy policy, boolean sameConnection) {
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
            policy.mode(),
            policy.annotations().approve(),
            contents,
            Claim.Recorded.of(policy.status(), policy.generation()),
            sameConnection);
    return policy.leaving() ? claim.leave() : claim;
  }

  private PartitionList read(Policy policy, ConfigMapKey key) {
    return lists.apply(new NamespacedName(policy.name().namespace(), key.name()), key.key());
  }

  private static String doubt(Policy policy, String why) {
    return "policy " + policy.name() + " " + why;
  }

  /**
   * Returns whether an unresolved policy concerns the collection: its status names the collection,
   * or names none and its reference leads to the collection.
   */
  private boolean seenHereOr(Policy policy) {
    return policy.status().collection().isPresent()
        ? seenHere(policy)
        : leadsHere(policy.collectionRef());
  }

  private boolean seenHere(Policy policy) {
    return policy.status().collection().filter(this::names).isPresent();
  }

  /** Resolves the name of another policy, with the connection of the pass: it may be an alias. */
  private boolean leadsHere(CollectionRef own) {
    return own.samePlace(collectionRef) && leadHere.computeIfAbsent(own.name(), this::mayLeadHere);
  }

  private boolean mayLeadHere(String name) {
    try {
      return name.equals(collectionRef.name())
          || finder.find(name).filter(collection::equals).isPresent();
    } catch (MilvusException e) {
      return true;
    }
  }

  private boolean names(GovernedCollection seen) {
    return seen.id().equals(id) && seen.created().equals(collection.created());
  }
}
