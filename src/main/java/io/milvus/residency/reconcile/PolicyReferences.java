package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.PolicyName;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The references of the policies of a snapshot.
 *
 * @param snapshot the policies
 * @param policies their names
 * @param collections their collection references
 * @param connections the connections of these
 * @param ids the collections that their statuses name
 * @param configMaps the ConfigMaps that their rules refer to
 */
record PolicyReferences(
    PolicySnapshot snapshot,
    Set<PolicyName> policies,
    Set<CollectionRef> collections,
    Set<ConnectionRef> connections,
    Set<CollectionId> ids,
    Set<NamespacedName> configMaps) {

  static final PolicyReferences NONE = read(PolicySnapshot.of(Set.of()));

  /** Returns what these policies refer to: this object, if no policy has changed. */
  PolicyReferences of(PolicySnapshot now) {
    return now.samePolicies(snapshot) ? this : read(now);
  }

  private static PolicyReferences read(PolicySnapshot all) {
    Set<CollectionRef> collections =
        Stream.concat(
                all.valid().keySet().stream(), all.invalid().stream().map(Policy::collectionRef))
            .collect(toSet());
    return new PolicyReferences(
        all,
        all.all().map(Policy::name).collect(toSet()),
        collections,
        collections.stream().map(CollectionRef::connection).collect(toSet()),
        all.all().flatMap(policy -> policy.collection().stream()).collect(toSet()),
        all.all().flatMap(Policy::configMaps).collect(toSet()));
  }
}
