package io.milvus.residency.kube;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.collection.Policies;
import io.milvus.residency.collection.Policy;
import io.milvus.residency.collection.SecretName;
import io.milvus.residency.plan.PolicyName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** All policies as the watch shows them, and the way to wake one. */
public final class Cluster {

  private final SimpleInboundEventSource<PartitionLoadPolicy> wakeUps =
      new SimpleInboundEventSource<>("wake-ups");
  private final CompletableFuture<IndexerResourceCache<PartitionLoadPolicy>> cache =
      new CompletableFuture<>();
  private final BooleanSupplier watching;

  /**
   * Is complete once the watch is attached.
   *
   * @param watching whether the watch of the policies is up; while it is not, some may be missing
   */
  public Cluster(BooleanSupplier watching) {
    this.watching = watching;
  }

  void attach(IndexerResourceCache<PartitionLoadPolicy> policies) {
    cache.complete(policies);
  }

  SimpleInboundEventSource<PartitionLoadPolicy> wakeUps() {
    return wakeUps;
  }

  /** Lets a policy be reconciled. */
  public void wake(PolicyName policy) {
    wakeUps.propagateEvent(new ResourceID(policy.name(), policy.namespace()));
  }

  /** The policies that refer to a Secret. */
  public List<PolicyName> referringTo(SecretName secret) {
    return cache
        .join()
        .list(
            secret.namespace(),
            resource ->
                resource
                    .getSpec()
                    .milvus()
                    .credentialsSecretRef()
                    .filter(ref -> ref.name().equals(secret.name()))
                    .isPresent())
        .map(Cluster::name)
        .toList();
  }

  /** The uid of a policy; empty if it is gone. */
  Optional<String> uid(PolicyName policy) {
    return cache
        .join()
        .get(new ResourceID(policy.name(), policy.namespace()))
        .map(resource -> resource.getMetadata().getUid());
  }

  /** All policies. */
  public Policies policies() {
    List<Policy> all = cache.join().list().map(Cluster::policy).toList();
    return new Policies(
        all,
        watching.getAsBoolean()
            ? List.of()
            : List.of("the API server can't be watched, so policies may have changed"));
  }

  static PolicyName name(PartitionLoadPolicy resource) {
    return new PolicyName(resource.getMetadata().getNamespace(), resource.getMetadata().getName());
  }

  static Policy policy(PartitionLoadPolicy resource) {
    return new Policy(
        name(resource),
        resource.getMetadata().getUid(),
        resource.getMetadata().getGeneration(),
        resource.getSpec(),
        Optional.ofNullable(resource.getStatus()).flatMap(PolicyStatus::collection));
  }
}
