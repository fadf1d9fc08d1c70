package io.milvus.residency.reconcile;

import io.milvus.residency.model.PolicyName;
import io.milvus.residency.reconcile.ResultCache.Change;
import io.milvus.residency.reconcile.ResultCache.NumberedResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The publisher of results: keeps them, and reports each policy whose result has changed. */
final class ResultPublisher {

  private static final Logger LOG = LoggerFactory.getLogger(ResultPublisher.class);

  private final ResultCache results;
  private final Consumer<PolicyName> ended;

  /**
   * Creates the publisher.
   *
   * @param ended receives each policy with a new result
   */
  ResultPublisher(ResultCache results, Consumer<PolicyName> ended) {
    this.results = results;
    this.ended = ended;
  }

  /**
   * Publishes the results of a pass. Returns the other references to its collection that an edited
   * policy concerns, too.
   */
  List<CollectionRef> publish(
      CollectionRef collectionRef, List<PassResult> answers, long number, Instant steady) {
    Optional<PassResult> edited = Optional.empty();
    for (PassResult result : answers) {
      Change change = results.put(new NumberedResult(number, result), steady);
      if (change == Change.POLICY) {
        edited = Optional.of(result);
      }
      if (change != Change.NONE) {
        tell(result.policy());
      }
    }
    return edited.stream()
        .flatMap(result -> results.toCollectionOf(result).stream())
        .filter(other -> !other.equals(collectionRef))
        .toList();
  }

  /** Reports a policy. */
  void tell(Policy policy) {
    try {
      ended.accept(policy.name());
    } catch (RuntimeException e) {
      LOG.error("Failed to report the result of {}", policy.name(), e);
    }
  }
}
