package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PassOutcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The last result for each policy. */
final class ResultCache {

  private final Map<PolicyName, NumberedResult> results = new HashMap<>();

  /**
   * A result with the number of its pass.
   *
   * @param pass the number of the pass
   */
  record NumberedResult(long pass, PassResult result) {}

  synchronized Optional<NumberedResult> of(PolicyName policy) {
    return Optional.ofNullable(results.get(policy));
  }

  /** The change since the last result: none, another outcome or status, or another policy. */
  enum Change {
    NONE,
    OUTCOME,
    POLICY
  }

  /** Keeps a result unless a later pass has one; returns what changed since the last result. */
  synchronized Change put(NumberedResult numbered) {
    PassResult result = numbered.result();
    Optional<NumberedResult> before = of(result.policy().name());
    if (before.filter(b -> b.pass() > numbered.pass()).isPresent()) {
      return Change.NONE;
    }
    results.put(result.policy().name(), numbered);
    if (before.filter(b -> b.result().policy().same(result.policy())).isEmpty()) {
      return Change.POLICY;
    }
    return before.filter(b -> same(b.result(), result)).isPresent() ? Change.NONE : Change.OUTCOME;
  }

  /** Compares the status that was read, too: other clients may have written to it since. */
  private static boolean same(PassResult before, PassResult now) {
    return before.outcome().equals(now.outcome())
        && before.policy().status().equals(now.policy().status());
  }

  synchronized Optional<PassResult> remove(PolicyName policy) {
    return Optional.ofNullable(results.remove(policy)).map(NumberedResult::result);
  }

  synchronized void retain(Set<PolicyName> policies) {
    results.keySet().retainAll(policies);
  }

  /** Returns the references by which policies reach the collection of a result. */
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
