package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PassOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The last result for each policy. */
final class ResultCache {

  /** The least time between two changes that only the percentages of loads make. */
  private static final Duration PERCENTAGES = Duration.ofSeconds(1);

  private final Map<PolicyName, Kept> results = new HashMap<>();

  /**
   * A result with what was returned of it.
   *
   * @param told when a change was last returned, by the steady clock
   * @param untold whether percentages have changed since
   */
  private record Kept(NumberedResult numbered, Instant told, boolean untold) {}

  /**
   * A result with the number of its pass.
   *
   * @param pass the number of the pass
   */
  record NumberedResult(long pass, PassResult result) {}

  /** Returns the last result for a policy as it is now. */
  synchronized Optional<NumberedResult> of(Policy policy) {
    return Optional.ofNullable(results.get(policy.name()))
        .map(Kept::numbered)
        .filter(numbered -> numbered.result().policy().same(policy));
  }

  /** The change since the last result: none, another outcome or status, or another policy. */
  enum Change {
    NONE,
    OUTCOME,
    POLICY
  }

  /**
   * Keeps a result unless a later pass has one; returns what changed since the last result. The
   * percentages of loads change with each pass, and count as a change once a second.
   */
  synchronized Change put(NumberedResult numbered, Instant steady) {
    PolicyName policy = numbered.result().policy().name();
    Optional<Kept> before = Optional.ofNullable(results.get(policy));
    if (before.filter(b -> b.numbered().pass() > numbered.pass()).isPresent()) {
      return Change.NONE;
    }
    ResultDifference difference =
        before
            .map(b -> ResultDifference.between(b.numbered().result(), numbered.result()))
            .orElse(ResultDifference.POLICY);
    boolean untold =
        difference == ResultDifference.PERCENTAGES || before.filter(Kept::untold).isPresent();
    boolean soon = before.filter(b -> steady.isBefore(b.told().plus(PERCENTAGES))).isPresent();
    Change change =
        switch (difference) {
          case NONE, PERCENTAGES -> untold && !soon ? Change.OUTCOME : Change.NONE;
          case OUTCOME -> Change.OUTCOME;
          case POLICY -> Change.POLICY;
        };
    results.put(
        policy,
        change == Change.NONE
            ? new Kept(numbered, before.orElseThrow().told(), untold)
            : new Kept(numbered, steady, false));
    return change;
  }

  synchronized List<PassResult> all() {
    return results.values().stream().map(kept -> kept.numbered().result()).toList();
  }

  synchronized Optional<PassResult> remove(PolicyName policy) {
    return Optional.ofNullable(results.remove(policy)).map(kept -> kept.numbered().result());
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
                    .map(kept -> kept.numbered().result())
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
