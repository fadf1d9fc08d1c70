package io.milvus.residency.kube;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.collection.ConfigMapName;
import io.milvus.residency.collection.Policies;
import io.milvus.residency.collection.Policy;
import io.milvus.residency.collection.SecretName;
import io.milvus.residency.plan.PolicyName;
import io.milvus.residency.plan.SpecCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** All policies as the watch shows them, and the way to wake one. */
public final class Cluster {

  private final WakeUps wakeUps = new WakeUps();
  private final CompletableFuture<IndexerResourceCache<PartitionLoadPolicy>> cache =
      new CompletableFuture<>();
  private final Supplier<List<String>> doubts;

  /** Each pass asks for all of them, and reading one takes a while. */
  private volatile Map<Version, Policy> read = Map.of();

  private record Version(String uid, String number) {
    static Version of(PartitionLoadPolicy resource) {
      return new Version(
          resource.getMetadata().getUid(), resource.getMetadata().getResourceVersion());
    }
  }

  /**
   * Is complete once the watch is attached.
   *
   * @param doubts tells why policies may be missing or outdated, or time can't be trusted
   */
  public Cluster(Supplier<List<String>> doubts) {
    this.doubts = doubts;
  }

  void attach(IndexerResourceCache<PartitionLoadPolicy> policies) {
    cache.complete(policies);
  }

  WakeUps wakeUps() {
    return wakeUps;
  }

  /** Lets a policy be reconciled, if it is there. */
  public void wake(PolicyName policy) {
    resource(policy).ifPresent(wakeUps::wake);
  }

  /** The policies that refer to a ConfigMap. */
  public List<Policy> referringTo(ConfigMapName configMap) {
    return cache
        .join()
        .list(configMap.namespace())
        .map(Cluster::policy)
        .filter(policy -> policy.configMaps().anyMatch(configMap::equals))
        .toList();
  }

  /** The policies that refer to a Secret. */
  public List<Policy> referringTo(SecretName secret) {
    return cache
        .join()
        .list(secret.namespace())
        .map(Cluster::policy)
        .filter(policy -> policy.secrets().anyMatch(secret::equals))
        .toList();
  }

  /** The uid of a policy; empty if it is gone. */
  public Optional<String> uid(PolicyName policy) {
    return resource(policy).map(resource -> resource.getMetadata().getUid());
  }

  private Optional<PartitionLoadPolicy> resource(PolicyName policy) {
    return cache.join().get(new ResourceID(policy.name(), policy.namespace()));
  }

  /** All policies but those that are on their way out, and neither want nor release anything. */
  public Policies policies() {
    Map<Version, Policy> known = read;
    Map<Version, Policy> now = new LinkedHashMap<>();
    cache
        .join()
        .list()
        .filter(resource -> !resource.isMarkedForDeletion() || Departures.releases(resource))
        .forEach(
            resource -> {
              Version version = Version.of(resource);
              Policy policy = known.get(version);
              now.put(version, policy == null ? policy(resource) : policy);
            });
    read = now;
    List<Policy> all = List.copyOf(now.values());
    return new Policies(all, doubts.get());
  }

  static PolicyName name(PartitionLoadPolicy resource) {
    return new PolicyName(resource.getMetadata().getNamespace(), resource.getMetadata().getName());
  }

  static Policy policy(PartitionLoadPolicy resource) {
    PolicySpec spec = resource.getSpec();
    return new Policy(
        name(resource),
        resource.getMetadata().getUid(),
        resource.getMetadata().getGeneration(),
        SpecCheck.problem(spec).map(spec::refused).orElse(spec),
        Annotations.of(resource),
        OwnStatus.of(resource),
        Departures.releases(resource));
  }
}
