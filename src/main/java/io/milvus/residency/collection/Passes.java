package io.milvus.residency.collection;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Connections;
import io.milvus.residency.plan.Outcome;
import io.milvus.residency.plan.PolicyName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Answers what came of a policy in the last pass over its collection, and runs a pass where the
 * answer is missing or too old. Asking never waits for Milvus: passes run on threads of their own,
 * and whoever is concerned is told when one has ended.
 */
public final class Passes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Passes.class);

  private static final int PASSES_AT_ONCE = 4;

  /** What the lines of a pass have in common in the log, from the policy's event to the calls. */
  private static final String PASS = "pass";

  /** An answer holds at least that long, so that it is read before the next pass is asked for. */
  private static final Duration SHORTEST = Duration.ofMillis(500);

  private final Supplier<Policies> policies;
  private final Consumer<PolicyName> ended;
  private final Clock clock;
  private final Governing governing;
  private final AtomicLong number = new AtomicLong();
  private final Lanes lanes = new Lanes("pass", PASSES_AT_ONCE);
  private final Map<PolicyName, Answer> answers = new ConcurrentHashMap<>();
  private final Set<PolicyName> waiting = ConcurrentHashMap.newKeySet();
  private final Map<PolicyName, Instant> running = new ConcurrentHashMap<>();
  private final Map<Approach, Object> turns = new ConcurrentHashMap<>();

  /**
   * Makes the registry of passes.
   *
   * @param policies tells all policies at the time of the call
   * @param endpoints the Milvus servers that policies may name
   * @param references reads the Secrets of policies
   * @param lists reads the lists of policies
   * @param connections gives out the connections to Milvus; closed with this
   * @param recorder is told what is done in Milvus
   * @param ended is told each policy that a pass has a new answer for
   * @param clock the time
   */
  public Passes(
      Supplier<Policies> policies,
      Endpoints endpoints,
      References references,
      Lists lists,
      Connections connections,
      Recorder recorder,
      Consumer<PolicyName> ended,
      Clock clock) {
    this.policies = policies;
    this.ended = ended;
    this.clock = clock;
    this.governing =
        new Governing(policies, endpoints, references, lists, connections, recorder, clock);
  }

  /** The answer for a policy; empty when there is none that still holds, and a pass was begun. */
  public Optional<Answer> ask(Policy policy) {
    Optional<Answer> answer = current(policy);
    if (answer.isEmpty() && waiting.add(policy.name())) {
      try {
        String id = Long.toString(number.incrementAndGet());
        LOG.debug("{} generation {} asks for pass {}", policy.name(), policy.generation(), id);
        lanes.of(Approach.of(policy).way().uri()).execute(() -> run(policy, id));
      } catch (RejectedExecutionException e) {
        LOG.debug("stopping, so no pass for {}", policy.name());
      }
    }
    return answer;
  }

  /** Lets the next question for a policy be answered by a new pass. */
  public void forget(PolicyName policy) {
    answers.remove(policy);
  }

  /** The start of the oldest pass that has not ended. */
  public Optional<Instant> oldestRunning() {
    return running.values().stream().min(Instant::compareTo);
  }

  private Optional<Answer> current(Policy policy) {
    return Optional.ofNullable(answers.get(policy.name()))
        .filter(a -> a.policy().same(policy) && clock.instant().isBefore(a.until()));
  }

  private void run(Policy asking, String id) {
    // Policies on the same collection ask at the same time: the next finds what the first was told.
    synchronized (turns.computeIfAbsent(Approach.of(asking), approach -> new Object())) {
      waiting.remove(asking.name());
      MDC.put(PASS, id);
      try {
        look(asking);
      } finally {
        MDC.remove(PASS);
      }
    }
  }

  private void look(Policy asking) {
    running.put(asking.name(), clock.instant());
    try {
      Policies all = policies.get();
      governing.retain(all);
      turns.keySet().retainAll(all.all().stream().map(Approach::of).collect(Collectors.toSet()));
      answers.keySet().retainAll(all.all().stream().map(Policy::name).collect(Collectors.toSet()));
      Optional<Policy> policy =
          all.all().stream().filter(p -> p.name().equals(asking.name())).findFirst();
      // Another pass over the same collection may have answered meanwhile.
      if (policy.isPresent() && current(policy.get()).isEmpty()) {
        governing.pass(policy.get()).forEach(this::publish);
      } else {
        policy.ifPresent(p -> ended.accept(p.name()));
      }
    } catch (RuntimeException e) {
      LOG.error("The pass for {} failed", asking.name(), e);
      String message = "The operator failed: see its log. It tries again by itself.";
      publish(
          new Answer(
              asking,
              new Outcome.Failed(Reason.MILVUS_ERROR, message),
              clock.instant().plus(asking.spec().interval())));
    } finally {
      running.remove(asking.name());
    }
  }

  private void publish(Answer answer) {
    Instant earliest = clock.instant().plus(SHORTEST);
    Instant until = answer.until().isBefore(earliest) ? earliest : answer.until();
    answers.put(answer.policy().name(), new Answer(answer.policy(), answer.outcome(), until));
    ended.accept(answer.policy().name());
  }

  @Override
  public void close() {
    lanes.close();
    governing.close();
  }
}
