package io.milvus.residency.reconcile;

import io.milvus.residency.model.PolicyName;
import io.milvus.residency.reconcile.Clocks.Reading;
import io.milvus.residency.reconcile.ResultCache.NumberedResult;
import io.milvus.residency.threads.EndpointExecutors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The scheduler of passes. It runs a pass over the collection of each requested policy when the
 * pass is due, and keeps the last results. A request never waits for Milvus: passes run on their
 * own threads, and the end of a pass is reported to each policy concerned. The schedule does not
 * depend on what callers do with the results.
 */
public final class PassScheduler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PassScheduler.class);

  private static final int PASSES_AT_ONCE = 4;

  /** The MDC key with the number of the pass, in all log lines of a pass. */
  private static final String PASS = "pass";

  /** The wait after a failure outside a single policy, for example if policies can't be read. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** The longest sleep: the wall clock, which passes may be waiting for, may be set meanwhile. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(5);

  /** The interval of forgetting what is no longer used. */
  private static final Duration TIDYING = Duration.ofSeconds(10);

  private final Supplier<PolicySnapshot> policies;
  private final ResultPublisher publisher;
  private final PassRecorder recorder;
  private final Clocks clocks;
  private final PassRunner runner;
  private final EndpointExecutors executors = new EndpointExecutors("pass", PASSES_AT_ONCE);
  private final PassQueue queue = new PassQueue();
  private final ResultCache results = new ResultCache();
  private PolicyReferences used = PolicyReferences.NONE;
  private Instant tidied = Instant.MIN;
  private volatile boolean heldBack;

  /**
   * Creates the scheduler; no pass runs yet.
   *
   * @param policies returns all policies at the time of the call
   * @param runner runs a single pass; closed with the scheduler
   * @param ended receives each policy with a new result, and every 10 s each policy without a
   *     result, in case that nobody has requested it, unless passes are held back
   * @param recorder records the end of each pass
   * @param clocks the wall clock and the steady clock
   */
  public PassScheduler(
      Supplier<PolicySnapshot> policies,
      PassRunner runner,
      Consumer<PolicyName> ended,
      PassRecorder recorder,
      Clocks clocks) {
    this.policies = policies;
    this.runner = runner;
    this.publisher = new ResultPublisher(results, ended);
    this.recorder = recorder;
    this.clocks = clocks;
  }

  /**
   * Holds all passes back until {@link #release}, so that nothing is read from Milvus and nothing
   * remembered. Must be called before the first request.
   */
  public void holdBack() {
    heldBack = true;
  }

  /** Lets passes begin, and requests one for each policy. */
  public void release() {
    heldBack = false;
    policies.get().all().forEach(this::wake);
  }

  /**
   * Returns the result for a policy as it is now. Empty if no pass began after the last wake-up of
   * the policy; then a pass is requested.
   */
  public Optional<PassResult> ask(Policy policy) {
    Optional<PassResult> result = result(policy);
    CollectionRef collectionRef = policy.collectionRef();
    boolean needed = result.isEmpty() || !queue.knows(collectionRef);
    if (needed && !heldBack && queue.request(collectionRef, policy)) {
      begin(collectionRef);
    }
    return result;
  }

  private Optional<PassResult> result(Policy policy) {
    return results
        .of(policy)
        .filter(numbered -> queue.holds(policy.collectionRef(), numbered.pass()))
        .map(NumberedResult::result);
  }

  /** Returns the last result for a policy as it is now, whatever has woken the policy since. */
  public Optional<PassResult> last(Policy policy) {
    return results.of(policy).map(NumberedResult::result);
  }

  /** Returns the last result for each policy. */
  public List<PassResult> results() {
    return results.all();
  }

  /** Requests a pass that begins from now on, because something that a policy refers to changed. */
  public void wake(Policy policy) {
    wake(policy.collectionRef());
  }

  /** Forgets a deleted policy, and wakes the others on its collection. */
  public void forget(PolicyName policy) {
    results.remove(policy).ifPresent(gone -> results.toCollectionOf(gone).forEach(this::wake));
  }

  private void wake(CollectionRef collectionRef) {
    if (!heldBack && queue.wake(collectionRef)) {
      begin(collectionRef);
    }
  }

  /** Waits until a pass is due, or for 5 s. */
  public void awaitDue() throws InterruptedException {
    queue.awaitDue(clocks, LONGEST_SLEEP);
  }

  /**
   * Begins the passes that are due, and forgets what is no longer used. Must be called after each
   * {@link #awaitDue}; does not block.
   */
  public synchronized void lookWhereDue() {
    Reading now = clocks.read();
    queue.due(now).forEach(this::begin);
    if (!now.steady().isBefore(tidied.plus(TIDYING))) {
      tidied = now.steady();
      PolicySnapshot all = policies.get();
      used = used.of(all);
      runner.retain(used);
      results.retain(used.policies());
      if (!heldBack) {
        all.all().filter(policy -> last(policy).isEmpty()).forEach(publisher::tell);
      }
    }
  }

  /** Returns whether no pass is running or waiting for a thread. */
  boolean atRest() {
    return queue.atRest();
  }

  /** Returns how long the pass that waits for longest has been due; zero if none is. */
  public Duration overdue() {
    return queue.overdue(clocks.steady().instant());
  }

  /** Returns how long the oldest running pass has been running. */
  public Optional<Duration> longestRunning() {
    return queue.oldestRunning().map(began -> Duration.between(began, clocks.steady().instant()));
  }

  private void begin(CollectionRef collectionRef) {
    try {
      executors.of(collectionRef.connection().uri()).execute(() -> run(collectionRef));
    } catch (RejectedExecutionException e) {
      LOG.debug("Pass over {} not started, stopping", collectionRef.name());
      queue.dismiss(collectionRef, laterBy(AFTER_FAILURE), clocks.read());
    } catch (RuntimeException | Error e) {
      LOG.error("Failed to start a pass over {}, retrying", collectionRef.name(), e);
      queue.dismiss(collectionRef, laterBy(AFTER_FAILURE), clocks.read());
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
      Reading now = clocks.read();
      boolean more =
          next.isPresent()
              ? queue.end(collectionRef, next.get(), policy -> result(policy).isPresent(), now)
              : queue.leave(collectionRef);
      if (more) {
        begin(collectionRef);
      }
    }
  }

  /**
   * Runs a pass; returns when the next is due, or empty if no policy uses the reference any more.
   */
  private Optional<DueTime> pass(CollectionRef collectionRef, long number) {
    if (policies.get().of(collectionRef).isEmpty()) {
      return Optional.empty();
    }
    LOG.debug("Pass over {} begins", collectionRef.name());
    Instant began = clocks.steady().instant();
    PassRunner.Answered answered = runner.pass(collectionRef, this::wake);
    Duration took = Duration.between(began, clocks.steady().instant());
    answered.results().stream()
        .findFirst()
        .map(PassResult::outcome)
        .ifPresent(outcome -> recorder.ended(collectionRef.connection().uri(), outcome, took));
    publisher
        .publish(collectionRef, answered.results(), number, clocks.steady().instant())
        .forEach(this::wake);
    return Optional.of(answered.next());
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
