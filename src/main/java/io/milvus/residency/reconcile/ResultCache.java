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

  private final Map<PolicyName, Numbered> answers = new HashMap<>();

  /**
   * An answer.
   *
   * @param pass the number of the pass that gave it
   */
  record Numbered(long pass, PassResult answer) {}

  synchronized Optional<Numbered> of(PolicyName policy) {
    return Optional.ofNullable(answers.get(policy));
  }

  /** Keeps an answer unless a later pass has given one; whether the policy was another before. */
  synchronized boolean put(Numbered numbered) {
    Policy policy = numbered.answer().policy();
    Optional<Numbered> before = of(policy.name());
    if (before.filter(b -> b.pass() > numbered.pass()).isPresent()) {
      return false;
    }
    answers.put(policy.name(), numbered);
    return before.filter(b -> b.answer().policy().same(policy)).isEmpty();
  }

  synchronized Optional<PassResult> remove(PolicyName policy) {
    return Optional.ofNullable(answers.remove(policy)).map(Numbered::answer);
  }

  synchronized void retain(Set<PolicyName> policies) {
    answers.keySet().retainAll(policies);
  }

  /** The approaches by which policies reach the collection that an answer is about. */
  synchronized Set<CollectionRef> toCollectionOf(PassResult answer) {
    return collection(answer).stream()
        .flatMap(
            id ->
                answers.values().stream()
                    .map(Numbered::answer)
                    .filter(other -> collection(other).filter(id::equals).isPresent()))
        .map(other -> other.policy().approach())
        .collect(toSet());
  }

  private static Optional<CollectionId> collection(PassResult answer) {
    return answer.outcome() instanceof PassOutcome.Planned planned
        ? Optional.of(planned.observed().id())
        : Optional.empty();
  }
}
