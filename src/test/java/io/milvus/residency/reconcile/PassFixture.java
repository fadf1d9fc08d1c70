package io.milvus.residency.reconcile;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EventReason;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.milvus.MilvusConnections;
import io.milvus.residency.milvus.Tls;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.plan.PlanEvent;
import io.milvus.residency.plan.Step;
import io.milvus.residency.report.StatusFactory;
import io.milvus.residency.rules.PartitionList;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The operator's passes against a server, with clocks that stand still between them. Passes that
 * are due begin when {@link #goOn} advances the clocks.
 */
final class PassFixture implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final AtomicReference<Instant> wall =
      new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
  private final AtomicReference<Instant> steady = new AtomicReference<>(Instant.EPOCH);
  private final Map<PolicyName, Policy> policies = new ConcurrentHashMap<>();
  private final Map<NamespacedName, String> lists = new ConcurrentHashMap<>();
  private final List<String> doubts = new CopyOnWriteArrayList<>();
  private final Secrets secrets = new Secrets();
  private final TextLists texts = new TextLists();
  private final Log log = new Log();
  private final List<PassOutcome> outcomes = new CopyOnWriteArrayList<>();
  private final AtomicInteger listings = new AtomicInteger();
  private final AtomicInteger reports = new AtomicInteger();
  private volatile boolean statusRefused;
  final PassScheduler passes;

  PassFixture(Deadlines deadlines) {
    this(new GrpcConnections(deadlines, List.of()));
  }

  PassFixture(MilvusConnections connections) {
    this(connections, ClaimSet.LOAD_TIMEOUT);
  }

  PassFixture(MilvusConnections connections, Duration loadTimeout) {
    Supplier<PolicySnapshot> all =
        () -> {
          listings.incrementAndGet();
          return PolicySnapshot.of(List.copyOf(policies.values())).withDoubts(doubts);
        };
    Clocks clocks = new Clocks(wall::get, steady::get);
    passes =
        new PassScheduler(
            all,
            new PassRunner(
                all,
                EndpointAllowList.ANY,
                new PolicyConnections(secrets, texts, connections),
                log,
                clocks,
                loadTimeout),
            this::report,
            (endpoint, outcome, took) -> outcomes.add(outcome),
            clocks);
  }

  /** Returns the wall clock, for a server that goes by it. */
  InstantSource clock() {
    return wall::get;
  }

  /** The events for users, in order. */
  static final class Log implements EventRecorder {
    final List<Step> done = new CopyOnWriteArrayList<>();
    final List<Integer> corrected = new CopyOnWriteArrayList<>();
    final List<Duration> repaired = new CopyOnWriteArrayList<>();
    final List<String> refused = new CopyOnWriteArrayList<>();
    final List<PlanEvent> noticed = new CopyOnWriteArrayList<>();
    final List<String> warned = new CopyOnWriteArrayList<>();

    @Override
    public void done(Step step) {
      done.add(step);
    }

    @Override
    public void corrected(Step step, int partitions) {
      corrected.add(partitions);
    }

    @Override
    public void repaired(Duration after) {
      repaired.add(after);
    }

    @Override
    public void refused(Step step, Reason reason, String message) {
      refused.add(reason + ": " + message);
    }

    @Override
    public void warned(PolicyName policy, EventReason reason, String message) {
      warned.add(policy + ": " + reason + ": " + message);
    }

    @Override
    public void noticed(PlanEvent planEvent) {
      noticed.add(planEvent);
    }
  }

  Log log() {
    return log;
  }

  /** Creates or edits a policy. */
  void apply(String name, String spec) {
    apply(name, spec, Annotations.NONE);
  }

  /** Creates or edits a policy with annotations. */
  void apply(String name, String spec, Annotations annotations) {
    PolicyName policy = new PolicyName("search", name);
    policies.compute(
        policy,
        (key, old) ->
            Policy.of(
                policy,
                old == null ? UUID.randomUUID().toString() : old.uid(),
                old == null ? 1 : old.generation() + 1,
                Serialization.unmarshal(spec, PolicySpec.class),
                annotations,
                old == null ? PolicyStatus.EMPTY : old.status()));
  }

  /** Sets a status, as it was before the operator was started. */
  void had(String name, PolicyStatus status) {
    policies.computeIfPresent(
        new PolicyName("search", name), (key, policy) -> policy.withStatus(status));
  }

  /** Begins to delete a policy that releases what it wanted loaded. */
  void leave(String name) {
    policies.computeIfPresent(new PolicyName("search", name), (key, policy) -> policy.leave());
  }

  /** Deletes a policy, and reports the deletion as the reconciler does. */
  void delete(String name) {
    PolicyName policy = new PolicyName("search", name);
    policies.remove(policy);
    passes.forget(policy);
  }

  /** Writes a list of partitions, and wakes the policies that refer to it. */
  void list(String configMap, String names) {
    NamespacedName written = new NamespacedName("search", configMap);
    lists.put(written, names);
    policies.values().stream()
        .filter(policy -> policy.configMaps().anyMatch(written::equals))
        .forEach(passes::wake);
  }

  /** Adds a reason to release nothing. */
  void doubt(String why) {
    doubts.add(why);
  }

  /** Advances the clocks, and runs a pass for each collection reference. */
  void pass(Duration later) {
    advance(later);
    // Waking one reference twice could run two passes.
    Map<CollectionRef, Policy> woken = new HashMap<>();
    policies.values().forEach(policy -> woken.put(policy.collectionRef(), policy));
    woken.values().forEach(passes::wake);
    awaitAnswers();
  }

  /** Requests the result for a policy once, as the reconciler does for a new or edited policy. */
  void ask(String policy) {
    passes.ask(policies.get(new PolicyName("search", policy)));
  }

  /** Begins a pass for one policy as it is now. */
  void begin(String policy) {
    passes.wake(policies.get(new PolicyName("search", policy)));
  }

  /** Returns how often a policy was reported to have a new result so far. */
  int reports() {
    return reports.get();
  }

  /** Returns how often all policies have been listed so far. */
  int listings() {
    return listings.get();
  }

  /** Runs a pass for one policy only. */
  void pass(String policy) {
    Policy asking = policies.get(new PolicyName("search", policy));
    passes.wake(asking);
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> passes.ask(asking).isPresent());
  }

  /** Returns the number of things that the operator keeps, Secrets and lists included. */
  int kept() {
    return KeptThings.in(passes) + secrets.kept.size() + texts.kept.size();
  }

  /** Waits until there is a result for each policy as it is now. */
  void awaitAnswers() {
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> policies.values().stream().map(passes::ask).allMatch(Optional::isPresent));
  }

  /** Refuses all writes of status, or accepts them again. */
  void refuseStatus(boolean refused) {
    statusRefused = refused;
  }

  /** Writes the last result for a policy to its status, unless the policy is being deleted. */
  private void report(PolicyName ended) {
    reports.incrementAndGet();
    if (statusRefused) {
      return;
    }
    policies.computeIfPresent(
        ended,
        (name, policy) ->
            passes
                .last(policy)
                .filter(answer -> !policy.leaving())
                .map(answer -> reported(policy, answer.outcome()))
                .orElse(policy));
  }

  private Policy reported(Policy policy, PassOutcome outcome) {
    PolicyStatus status =
        StatusFactory.status(
            policy.status(),
            policy.generation(),
            policy.mode(),
            policy.annotations(),
            outcome,
            wall.get());
    return policy.withStatus(status);
  }

  /** Waits until no pass is running or about to. */
  void awaitRest() {
    await().atMost(LONGEST).pollInterval(Duration.ofMillis(2)).until(passes::atRest);
  }

  /** Advances both clocks, and begins the passes that are due or are the first. */
  void goOn(Duration later) {
    advance(later);
    policies.values().forEach(passes::ask);
    passes.lookWhereDue();
  }

  private void advance(Duration later) {
    wall.updateAndGet(time -> time.plus(later));
    steady.updateAndGet(time -> time.plus(later));
  }

  /** Advances both clocks second by second until a condition is met. */
  void goOnUntil(Callable<Boolean> condition) {
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              goOn(Duration.ofSeconds(1));
              return condition.call();
            });
  }

  /** Sets both clocks forward. */
  void setBoth(Duration forward) {
    advance(forward);
  }

  /** Sets the wall clock forward. */
  void setClock(Duration forward) {
    wall.updateAndGet(time -> time.plus(forward));
  }

  /** Returns the outcome of each pass so far, as it was recorded. */
  List<PassOutcome> outcomes() {
    return outcomes;
  }

  /** Returns the outcome of the last pass for a policy. */
  PassOutcome outcome(String policy) {
    return passes
        .ask(policies.get(new PolicyName("search", policy)))
        .map(PassResult::outcome)
        .orElseThrow();
  }

  /**
   * Returns the plans of the last pass for a policy by partition; the pass must have made a plan.
   */
  Map<String, PartitionPlan> partitionPlans(String policy) {
    return ((PassOutcome.Planned) outcome(policy))
        .policyPlan().partitionPlans().stream()
            .collect(Collectors.toMap(PartitionPlan::partition, f -> f, (a, b) -> b, TreeMap::new));
  }

  @Override
  public void close() {
    passes.close();
  }

  /** Any Secret exists, except "missing". */
  private static final class Secrets implements CredentialSource {
    private Set<NamespacedName> kept = Set.of();

    @Override
    public Credentials credentials(NamespacedName secret) throws NotReadyException {
      if (secret.name().equals("missing")) {
        throw new NotReadyException(secret + " does not exist");
      }
      return new Credentials.Token(secret.name());
    }

    @Override
    public Tls tls(NamespacedName secret) throws NotReadyException {
      throw new NotReadyException(secret + " does not exist");
    }

    @Override
    public void retain(Set<NamespacedName> used) {
      kept = used;
    }
  }

  private final class TextLists implements PartitionListSource {
    private Set<NamespacedName> kept = Set.of();

    @Override
    public PartitionList list(NamespacedName configMap, String key) {
      if (configMap.name().equals("broken")) {
        throw new IllegalStateException("nobody thought of that");
      }
      return Optional.ofNullable(lists.get(configMap))
          .map(text -> PartitionList.read("List", text))
          .orElseGet(() -> PartitionList.unreadable(configMap + " does not exist"));
    }

    @Override
    public void retain(Set<NamespacedName> used) {
      kept = used;
    }
  }
}
