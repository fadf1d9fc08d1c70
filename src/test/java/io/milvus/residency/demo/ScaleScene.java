package io.milvus.residency.demo;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.MilvusUser;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Many policies on many collections, in twenty namespaces. Each policy has three rules, and the
 * policies of a collection agree. The wanted partitions are loaded from the start, as they are when
 * an operator is replaced: what Milvus needs for loads is no part of the measurement.
 */
final class ScaleScene implements AutoCloseable {

  private static final int NAMESPACES = 20;

  private final KubeServer kube;
  private final ScaleMilvus milvus;
  private final ScaleSize size;
  private final Set<String> ready = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Optional<Instant>> firstReady =
      new AtomicReference<>(Optional.empty());
  private final SharedIndexInformer<PartitionLoadPolicy> informer;

  /** Creates all of it, and reports progress on standard error. */
  ScaleScene(KubeServer kube, ScaleMilvus milvus, ScaleSize size) {
    this.kube = kube;
    this.milvus = milvus;
    this.size = size;
    System.err.printf(
        "Creating %d collections of %d partitions in Milvus …%n",
        size.collections(), size.partitions());
    IntStream.range(0, size.collections()).forEach(this::createCollection);
    System.err.printf("Creating %d policies …%n", size.policies());
    KubernetesClient admin = kube.admin();
    for (int i = 0; i < NAMESPACES; i++) {
      admin
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(namespace(i)).endMetadata().build())
          .create();
    }
    IntStream.range(0, size.policies()).parallel().forEach(this::createPolicy);
    informer = admin.resources(PartitionLoadPolicy.class).inAnyNamespace().inform(new Ready());
  }

  private final class Ready implements ResourceEventHandler<PartitionLoadPolicy> {
    @Override
    public void onAdd(PartitionLoadPolicy policy) {
      boolean isReady =
          policy.getStatus() != null
              && policy.getStatus().conditions().stream()
                  .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
      String name = policy.getMetadata().getName();
      if (isReady) {
        firstReady.compareAndSet(Optional.empty(), Optional.of(Instant.now()));
        ready.add(name);
      } else {
        ready.remove(name);
      }
    }

    @Override
    public void onUpdate(PartitionLoadPolicy before, PartitionLoadPolicy policy) {
      onAdd(policy);
    }

    @Override
    public void onDelete(PartitionLoadPolicy policy, boolean unknown) {
      ready.remove(policy.getMetadata().getName());
    }
  }

  private void createCollection(int number) {
    MilvusUser user = milvus.user(number);
    user.createCollection(collection(number), size.names().toArray(String[]::new));
    user.load(collection(number), size.loaded().toArray(String[]::new));
  }

  private void createPolicy(int number) {
    int collection = number % size.collections();
    String manifest =
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: policy-%d, namespace: %s}
        spec:
          milvus: {uri: "%s"}
          collection: %s
          rules:
            - {name: serving, match: {names: [a0, a1]}, state: Loaded}
            - {name: recent, match: {globs: ["b*"]}, state: Loaded}
            - {name: old, match: {globs: ["r*"]}, state: Released}
          interval: 30s
        """
            .formatted(
                number,
                namespace(number % NAMESPACES),
                milvus.uri(collection),
                collection(collection));
    kube.admin().resource(manifest).create();
  }

  private static String namespace(int number) {
    return "team-" + number;
  }

  /** Returns the name of a collection. */
  static String collection(int number) {
    return "scale" + number;
  }

  /** Returns when the watch showed the first policy that is Ready. */
  Optional<Instant> firstReady() {
    return firstReady.get();
  }

  /** Returns whether all policies are Ready. */
  boolean allReady() {
    return ready.size() == size.policies();
  }

  @Override
  public void close() {
    informer.close();
  }
}
