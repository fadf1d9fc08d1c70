package io.milvus.residency.kube;

import static java.util.stream.Collectors.toSet;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.reconcile.NamespacedName;
import io.milvus.residency.reconcile.Policy;
import io.milvus.residency.reconcile.PolicySnapshot;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All policies as the watch shows them, with a trigger to reconcile one. */
public final class PolicyCache {

  private final ReconcileTrigger trigger = new ReconcileTrigger();
  private final CompletableFuture<IndexerResourceCache<PartitionLoadPolicy>> cache =
      new CompletableFuture<>();
  private final Supplier<List<String>> doubts;

  private final PolicyMapper mapper = new PolicyMapper();

  /**
   * Creates the cache; reading blocks until the watch is attached.
   *
   * @param doubts returns why policies may be missing or outdated, or time can't be trusted
   */
  public PolicyCache(Supplier<List<String>> doubts) {
    this.doubts = doubts;
  }

  void attach(IndexerResourceCache<PartitionLoadPolicy> policies) {
    cache.complete(policies);
  }

  ReconcileTrigger trigger() {
    return trigger;
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

  /** Returns the value of a policy object. */
  Policy policy(PartitionLoadPolicy resource) {
    return mapper.policy(resource);
  }

  /** Returns all policies, without those being deleted that release nothing. */
  public PolicySnapshot policies() {
    List<PartitionLoadPolicy> resources = cache.join().list().toList();
    mapper.retain(resources.stream().map(PolicyMapper::name).collect(toSet()));
    List<Policy> all =
        resources.stream()
            .filter(resource -> !resource.isMarkedForDeletion() || PolicyMapper.releases(resource))
            .map(mapper::policy)
            .toList();
    return new PolicySnapshot(all, doubts.get());
  }
}
