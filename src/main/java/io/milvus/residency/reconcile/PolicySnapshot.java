package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All policies at one moment, by the collection reference. Passes read it often, so a snapshot is
 * made once for each change of a policy, and shared.
 *
 * @param valid by collection reference, the policies that are not invalid
 * @param invalid the invalid policies
 * @param doubts why policies may be missing or outdated, as text for users
 */
public record PolicySnapshot(
    Map<CollectionRef, List<Policy>> valid, List<Policy> invalid, List<String> doubts) {

  public PolicySnapshot {
    valid = Map.copyOf(valid);
    invalid = List.copyOf(invalid);
    doubts = List.copyOf(doubts);
  }

  /** Returns the snapshot of these policies, without doubts. */
  public static PolicySnapshot of(Collection<Policy> policies) {
    Map<Boolean, List<Policy>> byValidity =
        policies.stream().collect(partitioningBy(policy -> policy.invalid().isEmpty()));
    return new PolicySnapshot(
        byValidity.get(true).stream()
            .collect(groupingBy(Policy::collectionRef, collectingAndThen(toList(), List::copyOf))),
        byValidity.get(false),
        List.of());
  }

  /** Returns the same policies with other doubts. */
  public PolicySnapshot withDoubts(List<String> others) {
    return new PolicySnapshot(valid, invalid, others);
  }

  /** Returns whether another snapshot has the same objects, because no policy has changed since. */
  boolean samePolicies(PolicySnapshot other) {
    return valid == other.valid && invalid == other.invalid;
  }

  /** Returns every policy in the watched namespaces. */
  public Stream<Policy> all() {
    return Stream.concat(valid.values().stream().flatMap(List::stream), invalid.stream());
  }

  /** Returns the valid policies with a collection reference. */
  List<Policy> of(CollectionRef collectionRef) {
    return valid.getOrDefault(collectionRef, List.of());
  }

  /** Returns the valid policies that refer to a collection by a name or by its real name. */
  List<Policy> of(CollectionRef collectionRef, String realName) {
    return Stream.of(collectionRef, new CollectionRef(collectionRef.connection(), realName))
        .distinct()
        .flatMap(name -> of(name).stream())
        .toList();
  }
}
