package io.milvus.residency.demo;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Many policies on many collections, in twenty namespaces. Each policy has three rules, and the
 * policies of a collection agree. The wanted partitions are loaded from the start, as they are when
 * an operator is replaced: what Milvus needs for loads is no part of the measurement.
 */
final class ScaleScene implements AutoCloseable {

  private static final int NAMESPACES = 20;

  private final RealParts parts;
  private final int policies;
  private final int collections;
  private final Set<String> ready = ConcurrentHashMap.newKeySet();
  private final SharedIndexInformer<PartitionLoadPolicy> informer;

  /** Creates all of it, and reports progress on standard error. */
  ScaleScene(RealParts parts, int policies, int collections) {
    this.parts = parts;
    this.policies = policies;
    this.collections = collections;
    System.err.printf("Creating %d collections in Milvus …%n", collections);
    IntStream.range(0, collections).forEach(this::createCollection);
    System.err.printf("Creating %d policies …%n", policies);
    KubernetesClient admin = parts.kube().admin();
    for (int i = 0; i < NAMESPACES; i++) {
      admin
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(namespace(i)).endMetadata().build())
          .create();
    }
    IntStream.range(0, policies).parallel().forEach(this::createPolicy);
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
    MilvusUser user = parts.user();
    user.createCollection(collection(number), "a0", "a1", "b0", "b1", "r0", "r1");
    user.load(collection(number), "a0", "a1", "b0", "b1");
  }

  private void createPolicy(int number) {
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
                parts.milvus().uri(),
                collection(number % collections));
    parts.kube().admin().resource(manifest).create();
  }

  private static String namespace(int number) {
    return "team-" + number;
  }

  /** Returns the name of a collection. */
  String collection(int number) {
    return "scale" + number;
  }

  /** Returns the number of policies that are Ready. */
  int ready() {
    return ready.size();
  }

  /** Returns whether all policies are Ready. */
  boolean allReady() {
    return ready() == policies;
  }

  @Override
  public void close() {
    informer.close();
  }
}
