package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.model.PolicyName;
import io.milvus.residency.reconcile.Clocks.Reading;
import io.milvus.residency.reconcile.ResultCache.NumberedResult;
import io.milvus.residency.threads.EndpointExecutors;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs passes over the collections of all policies that were ever asked for, each when it is due,
 * and answers what came of a policy in the last one. Asking never waits for Milvus: passes run on
 * threads of their own, and whoever is concerned is told when one has ended. Nothing that becomes
 * of the answers has a say in when the next pass is.
 */
public final class PassScheduler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PassScheduler.class);

  private static final int PASSES_AT_ONCE = 4;

  /** What the lines of a pass have in common in the log, from its begin to the calls. */
  private static final String PASS = "pass";

  /** After a failure that is nobody's in particular, such as that policies can't be read. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** Between two times that what nobody uses is forgotten. */
  private static final Duration TIDYING = Duration.ofSeconds(10);

  private final Supplier<PolicySnapshot> policies;
  private final Consumer<PolicyName> ended;
  private final Clocks clocks;
  private final PassRunner runner;
  private final EndpointExecutors executors = new EndpointExecutors("pass", PASSES_AT_ONCE);
  private final PassQueue queue = new PassQueue();
  private final ResultCache results = new ResultCache();
  private Instant tidied = Instant.MIN;

  /**
   * Runs no pass yet.
   *
   * @param policies tells all policies at the time of the call
   * @param runner runs a single pass; closed with this
   * @param ended is told each policy that a pass has a new answer for, and now and then each that
   *     there is no answer for, in case that nobody has asked for it
   * @param clocks the wall clock and the steady clock
   */
  public PassScheduler(
      Supplier<PolicySnapshot> policies,
      PassRunner runner,
      Consumer<PolicyName> ended,
      Clocks clocks) {
    this.policies = policies;
    this.runner = runner;
    this.ended = ended;
    this.clocks = clocks;
  }

  /**
   * The answer for a policy as it is; empty when there is none that knows of all that it was woken
   * for, and a pass is on its way.
   */
  public Optional<PassResult> ask(Policy policy) {
    Optional<PassResult> result = result(policy);
    CollectionRef collectionRef = policy.collectionRef();
    boolean needed = result.isEmpty() || !queue.knows(collectionRef);
    if (needed && queue.request(collectionRef, policy)) {
      begin(collectionRef);
    }
    return result;
  }

  private Optional<PassResult> result(Policy policy) {
    return results
        .of(policy.name())
        .filter(numbered -> queue.holds(policy.collectionRef(), numbered.pass()))
        .map(NumberedResult::result)
        .filter(result -> result.policy().same(policy));
  }

  /** The same, whatever it was woken for meanwhile. */
  public Optional<PassResult> last(Policy policy) {
    return results
        .of(policy.name())
        .map(NumberedResult::result)
        .filter(result -> result.policy().same(policy));
  }

  /** Something that a policy refers to has changed: the next pass begins after this moment. */
  public void wake(Policy policy) {
    wake(policy.collectionRef());
  }

  /** A policy is gone: the others on its collection need not reckon with it any more. */
  public void forget(PolicyName policy) {
    results.remove(policy).ifPresent(gone -> results.toCollectionOf(gone).forEach(this::wake));
  }

  private void wake(CollectionRef collectionRef) {
    if (queue.wake(collectionRef)) {
      begin(collectionRef);
    }
  }

  /**
   * Begins the passes whose time has come, and forgets what nobody uses any more. To be called a
   * few times a second; does not wait.
   */
  public synchronized void lookWhereDue() {
    Reading now = clocks.read();
    queue.due(now).forEach(this::begin);
    if (!now.steady().isBefore(tidied.plus(TIDYING))) {
      tidied = now.steady();
      PolicySnapshot all = policies.get();
      runner.retain(all);
      results.retain(all.all().stream().map(Policy::name).collect(toSet()));
      all.all().stream().filter(policy -> last(policy).isEmpty()).forEach(this::tell);
    }
  }

  /** For how long the oldest pass that has not ended has been running. */
  public Optional<Duration> longestRunning() {
    return queue.oldestRunning().map(began -> Duration.between(began, clocks.steady().instant()));
  }

  private void begin(CollectionRef collectionRef) {
    try {
      executors.of(collectionRef.connection().uri()).execute(() -> run(collectionRef));
    } catch (RejectedExecutionException e) {
      LOG.debug("Pass over {} not started, stopping", collectionRef.name());
      queue.dismiss(collectionRef, laterBy(AFTER_FAILURE));
    } catch (RuntimeException | Error e) {
      LOG.error("Failed to start a pass over {}, retrying", collectionRef.name(), e);
      queue.dismiss(collectionRef, laterBy(AFTER_FAILURE));
    }
  }

  private void run(CollectionRef collectionRef) {
    long number = queue.begin(collectionRef, clocks.steady().instant());
    MDC.put(PASS, Long.toString(number));
    Optional<DueTime> next = Optional.of(laterBy(AFTER_FAILURE));
    try {
      next = pass(collectionRef, number);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("Pass over {} failed", collectionRef.name(), e);
    } finally {
      MDC.remove(PASS);
      Instant steady = clocks.steady().instant();
      boolean more =
          next.isPresent()
              ? queue.end(collectionRef, next.get(), policy -> result(policy).isPresent(), steady)
              : queue.leave(collectionRef);
      if (more) {
        begin(collectionRef);
      }
    }
  }

  /** When the next one is due; empty if no policy takes the approach any more. */
  private Optional<DueTime> pass(CollectionRef collectionRef, long number) {
    boolean taken =
        policies.get().all().stream()
            .filter(policy -> policy.invalid().isEmpty())
            .anyMatch(policy -> policy.collectionRef().equals(collectionRef));
    if (!taken) {
      return Optional.empty();
    }
    LOG.debug("Pass over {} begins", collectionRef.name());
    PassRunner.Answered answered = runner.pass(collectionRef, this::wake);
    for (PassResult result : answered.results()) {
      publish(new NumberedResult(number, result));
    }
    return Optional.of(answered.next());
  }

  private void publish(NumberedResult numbered) {
    Policy seen = numbered.result().policy();
    if (results.put(numbered)) {
      // What it says concerns those, too, who reach the collection another way.
      results.toCollectionOf(numbered.result()).stream()
          .filter(collectionRef -> !collectionRef.equals(seen.collectionRef()))
          .forEach(this::wake);
    }
    tell(seen);
  }

  private void tell(Policy policy) {
    try {
      ended.accept(policy.name());
    } catch (RuntimeException e) {
      LOG.error("Failed to report the result of {}", policy.name(), e);
    }
  }

  private DueTime laterBy(Duration wait) {
    return DueTime.at(clocks.steady().instant().plus(wait));
  }

  @Override
  public void close() {
    executors.close();
    runner.close();
  }
}
