package io.milvus.residency.kube;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.reconcile.NamespacedName;
import io.milvus.residency.reconcile.Policy;
import io.milvus.residency.reconcile.PolicySnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All policies as the watch shows them, with a trigger to reconcile one. */
public final class PolicyCache {

  /** The time after which all policies are read again, in case that an event was lost. */
  private static final Duration ALL_READ_FOR = Duration.ofSeconds(10);

  private final ReconcileTrigger trigger = new ReconcileTrigger(this::changed);
  private final CompletableFuture<IndexerResourceCache<PartitionLoadPolicy>> cache =
      new CompletableFuture<>();
  private final Supplier<List<String>> doubts;
  private final Consumer<Policy> recorded;
  private final InstantSource steady;
  private final PolicyMapper mapper;
  private final Map<PolicyName, Policy> governing = new HashMap<>();

  /** The edits that statuses recorded when the watch last told of a policy. */
  private final Map<PolicyName, Change> edits = new ConcurrentHashMap<>();

  private Optional<PolicySnapshot> snapshot = Optional.empty();
  private Instant allRead = Instant.MIN;
  private boolean doubtedBefore = true;

  /**
   * Creates the cache; reading blocks until the watch is attached.
   *
   * @param doubts returns why policies may be missing or outdated, or time can't be trusted
   * @param recorded receives each policy whose status has come to record the progress of an edit,
   *     because releases wait for that
   * @param steady the steady clock
   * @param operator the mode of the operator, which no policy can override
   */
  public PolicyCache(
      Supplier<List<String>> doubts,
      Consumer<Policy> recorded,
      InstantSource steady,
      Mode operator) {
    this.doubts = doubts;
    this.recorded = recorded;
    this.steady = steady;
    this.mapper = new PolicyMapper(operator);
  }

  void attach(IndexerResourceCache<PartitionLoadPolicy> policies) {
    cache.complete(policies);
  }

  /** Reads a policy again, because the watch tells of a change. */
  private void changed(PolicyName name) {
    Optional<Policy> policy = readAgain(name);
    Optional<Change> now = policy.flatMap(p -> p.status().change());
    Optional<Change> before =
        now.isPresent()
            ? Optional.ofNullable(edits.put(name, now.get()))
            : Optional.ofNullable(edits.remove(name));
    if (now.isPresent() && !now.equals(before)) {
      policy.ifPresent(recorded);
    }
  }

  private synchronized Optional<Policy> readAgain(PolicyName name) {
    Optional<Policy> policy = resource(name).flatMap(this::governing);
    policy.ifPresentOrElse(p -> governing.put(name, p), () -> governing.remove(name));
    snapshot = Optional.empty();
    return policy;
  }

  private void readAll() {
    allRead = steady.instant();
    List<PartitionLoadPolicy> resources = cache.join().list().toList();
    mapper.retain(resources.stream().map(PolicyMapper::name).collect(toSet()));
    Map<PolicyName, Policy> now =
        resources.stream()
            .flatMap(resource -> governing(resource).stream())
            .collect(toMap(Policy::name, Function.identity()));
    if (!now.equals(governing)) {
      governing.clear();
      governing.putAll(now);
      snapshot = Optional.empty();
    }
  }

  private Optional<Policy> governing(PartitionLoadPolicy resource) {
    Policy policy = mapper.policy(resource);
    return resource.isMarkedForDeletion() && !policy.leaving()
        ? Optional.empty()
        : Optional.of(policy);
  }

  ReconcileTrigger trigger() {
    return trigger;
  }

  /** Triggers the reconciliation of all policies, also of those being deleted. */
  public void wakeAll() {
    cache.join().list().forEach(trigger::wake);
  }

  /** Triggers the reconciliation of a policy, if it exists. */
  public void wake(PolicyName policy) {
    resource(policy).ifPresent(trigger::wake);
  }

  /** Returns the policies that refer to a ConfigMap. */
  public List<Policy> referringToConfigMap(NamespacedName configMap) {
    return referringTo(configMap, Policy::configMaps);
  }

  /** Returns the policies that refer to a Secret. */
  public List<Policy> referringToSecret(NamespacedName secret) {
    return referringTo(secret, Policy::secrets);
  }

  private List<Policy> referringTo(
      NamespacedName name, Function<Policy, Stream<NamespacedName>> references) {
    return cache
        .join()
        .list(name.namespace())
        .map(mapper::policy)
        .filter(policy -> references.apply(policy).anyMatch(name::equals))
        .toList();
  }

  /** Returns the uid of a policy; empty if it does not exist. */
  public Optional<String> uid(PolicyName policy) {
    return resource(policy).map(resource -> resource.getMetadata().getUid());
  }

  private Optional<PartitionLoadPolicy> resource(PolicyName policy) {
    return cache.join().get(new ResourceID(policy.name(), policy.namespace()));
  }

  /**
   * Returns every policy as the watch shows it, those being deleted included; none before the watch
   * is attached. Never waits.
   */
  public Stream<Policy> all() {
    return cache.isDone() ? cache.join().list().map(mapper::policy) : Stream.empty();
  }

  /** Returns the value of a policy object. */
  Policy policy(PartitionLoadPolicy resource) {
    return mapper.policy(resource);
  }

  /** Returns all policies, without those being deleted that release nothing. */
  public PolicySnapshot policies() {
    List<String> doubtsNow = doubts.get();
    return present(!doubtsNow.isEmpty()).withDoubts(doubtsNow);
  }

  private synchronized PolicySnapshot present(boolean doubted) {
    // The events of a watch come a little later than what it has read.
    boolean doubtsEnd = doubtedBefore && !doubted;
    doubtedBefore = doubted;
    if (doubtsEnd || !steady.instant().isBefore(allRead.plus(ALL_READ_FOR))) {
      readAll();
    }
    PolicySnapshot present =
        snapshot.orElseGet(() -> PolicySnapshot.of(List.copyOf(governing.values())));
    snapshot = Optional.of(present);
    return present;
  }
}
