package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.model.PolicyName;
import io.milvus.residency.reconcile.Clocks.Reading;
import io.milvus.residency.reconcile.ResultCache.Numbered;
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
  private final Clocks time;
  private final PassRunner governing;
  private final EndpointExecutors lanes = new EndpointExecutors("pass", PASSES_AT_ONCE);
  private final PassQueue turns = new PassQueue();
  private final ResultCache answers = new ResultCache();
  private Instant tidied = Instant.MIN;

  /**
   * Runs no pass yet.
   *
   * @param policies tells all policies at the time of the call
   * @param governing runs a single pass; closed with this
   * @param ended is told each policy that a pass has a new answer for, and now and then each that
   *     there is no answer for, in case that nobody has asked for it
   * @param time what time it is
   */
  public PassScheduler(
      Supplier<PolicySnapshot> policies,
      PassRunner governing,
      Consumer<PolicyName> ended,
      Clocks time) {
    this.policies = policies;
    this.governing = governing;
    this.ended = ended;
    this.time = time;
  }

  /**
   * The answer for a policy as it is; empty when there is none that knows of all that it was woken
   * for, and a pass is on its way.
   */
  public Optional<PassResult> ask(Policy policy) {
    Optional<PassResult> answer = answer(policy);
    CollectionRef approach = policy.approach();
    boolean needed = answer.isEmpty() || !turns.knows(approach);
    if (needed && turns.request(approach, policy)) {
      begin(approach);
    }
    return answer;
  }

  private Optional<PassResult> answer(Policy policy) {
    return answers
        .of(policy.name())
        .filter(numbered -> turns.holds(policy.approach(), numbered.pass()))
        .map(Numbered::answer)
        .filter(answer -> answer.policy().same(policy));
  }

  /** The same, whatever it was woken for meanwhile. */
  public Optional<PassResult> last(Policy policy) {
    return answers
        .of(policy.name())
        .map(Numbered::answer)
        .filter(answer -> answer.policy().same(policy));
  }

  /** Something that a policy refers to has changed: the next pass begins after this moment. */
  public void wake(Policy policy) {
    wake(policy.approach());
  }

  /** A policy is gone: the others on its collection need not reckon with it any more. */
  public void forget(PolicyName policy) {
    answers.remove(policy).ifPresent(gone -> answers.toCollectionOf(gone).forEach(this::wake));
  }

  private void wake(CollectionRef approach) {
    if (turns.wake(approach)) {
      begin(approach);
    }
  }

  /**
   * Begins the passes whose time has come, and forgets what nobody uses any more. To be called a
   * few times a second; does not wait.
   */
  public synchronized void lookWhereDue() {
    Reading now = time.read();
    turns.due(now).forEach(this::begin);
    if (!now.steady().isBefore(tidied.plus(TIDYING))) {
      tidied = now.steady();
      PolicySnapshot all = policies.get();
      governing.retain(all);
      answers.retain(all.all().stream().map(Policy::name).collect(toSet()));
      all.all().stream().filter(policy -> last(policy).isEmpty()).forEach(this::tell);
    }
  }

  /** For how long the oldest pass that has not ended has been running. */
  public Optional<Duration> longestRunning() {
    return turns.oldestRunning().map(began -> Duration.between(began, time.steady().instant()));
  }

  private void begin(CollectionRef approach) {
    try {
      lanes.of(approach.way().uri()).execute(() -> run(approach));
    } catch (RejectedExecutionException e) {
      LOG.debug("Stopping, so no pass over {}", approach.collection());
      turns.dismiss(approach, laterBy(AFTER_FAILURE));
    } catch (RuntimeException | Error e) {
      LOG.error("A pass over {} could not be begun, and is later", approach.collection(), e);
      turns.dismiss(approach, laterBy(AFTER_FAILURE));
    }
  }

  private void run(CollectionRef approach) {
    long number = turns.begin(approach, time.steady().instant());
    MDC.put(PASS, Long.toString(number));
    Optional<DueTime> next = Optional.of(laterBy(AFTER_FAILURE));
    try {
      next = pass(approach, number);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("A pass over {} failed", approach.collection(), e);
    } finally {
      MDC.remove(PASS);
      Instant steady = time.steady().instant();
      boolean more =
          next.isPresent()
              ? turns.end(approach, next.get(), policy -> answer(policy).isPresent(), steady)
              : turns.leave(approach);
      if (more) {
        begin(approach);
      }
    }
  }

  /** When the next one is due; empty if no policy takes the approach any more. */
  private Optional<DueTime> pass(CollectionRef approach, long number) {
    boolean taken =
        policies.get().all().stream()
            .filter(policy -> policy.invalid().isEmpty())
            .anyMatch(policy -> policy.approach().equals(approach));
    if (!taken) {
      return Optional.empty();
    }
    LOG.debug("A pass over {} begins", approach.collection());
    PassRunner.Result result = governing.pass(approach, this::wake);
    for (PassResult answer : result.answers()) {
      publish(new Numbered(number, answer));
    }
    return Optional.of(result.next());
  }

  private void publish(Numbered numbered) {
    Policy seen = numbered.answer().policy();
    if (answers.put(numbered)) {
      // What it says concerns those, too, who reach the collection another way.
      answers.toCollectionOf(numbered.answer()).stream()
          .filter(approach -> !approach.equals(seen.approach()))
          .forEach(this::wake);
    }
    tell(seen);
  }

  private void tell(Policy policy) {
    try {
      ended.accept(policy.name());
    } catch (RuntimeException e) {
      LOG.error("What came of {} could not be passed on", policy.name(), e);
    }
  }

  private DueTime laterBy(Duration wait) {
    return DueTime.at(time.steady().instant().plus(wait));
  }

  @Override
  public void close() {
    lanes.close();
    governing.close();
  }
}
