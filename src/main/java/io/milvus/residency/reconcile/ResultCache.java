package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PassOutcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the last pass says of each policy. */
final class ResultCache {

  private final Map<PolicyName, NumberedResult> results = new HashMap<>();

  /**
   * An answer.
   *
   * @param pass the number of the pass that gave it
   */
  record NumberedResult(long pass, PassResult result) {}

  synchronized Optional<NumberedResult> of(PolicyName policy) {
    return Optional.ofNullable(results.get(policy));
  }

  /** Keeps an answer unless a later pass has given one; whether the policy was another before. */
  synchronized boolean put(NumberedResult numbered) {
    Policy policy = numbered.result().policy();
    Optional<NumberedResult> before = of(policy.name());
    if (before.filter(b -> b.pass() > numbered.pass()).isPresent()) {
      return false;
    }
    results.put(policy.name(), numbered);
    return before.filter(b -> b.result().policy().same(policy)).isEmpty();
  }

  synchronized Optional<PassResult> remove(PolicyName policy) {
    return Optional.ofNullable(results.remove(policy)).map(NumberedResult::result);
  }

  synchronized void retain(Set<PolicyName> policies) {
    results.keySet().retainAll(policies);
  }

  /** The approaches by which policies reach the collection that an answer is about. */
  synchronized Set<CollectionRef> toCollectionOf(PassResult result) {
    return collection(result).stream()
        .flatMap(
            id ->
                results.values().stream()
                    .map(NumberedResult::result)
                    .filter(other -> collection(other).filter(id::equals).isPresent()))
        .map(other -> other.policy().collectionRef())
        .collect(toSet());
  }

  private static Optional<CollectionId> collection(PassResult result) {
    return result.outcome() instanceof PassOutcome.Planned planned
        ? Optional.of(planned.observed().id())
        : Optional.empty();
  }
}
