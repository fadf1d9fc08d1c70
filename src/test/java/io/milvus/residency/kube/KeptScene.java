package io.milvus.residency.kube;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.milvus.residency.api.EventReason;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.Tls;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.PlanEvent;
import io.milvus.residency.plan.Step;
import io.milvus.residency.reconcile.Clocks;
import io.milvus.residency.reconcile.CredentialSource;
import io.milvus.residency.reconcile.EndpointAllowList;
import io.milvus.residency.reconcile.EventRecorder;
import io.milvus.residency.reconcile.NamespacedName;
import io.milvus.residency.reconcile.PartitionListSource;
import io.milvus.residency.reconcile.PassRecorder;
import io.milvus.residency.reconcile.PassRunner;
import io.milvus.residency.reconcile.PassScheduler;
import io.milvus.residency.reconcile.PolicyConnections;
import io.milvus.residency.rules.PartitionList;
import io.milvus.residency.threads.EndpointExecutors;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Policies as the API server shows them, after a pass over each collection. */
final class KeptScene implements AutoCloseable {

  private static final int NAMESPACES = 20;
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
  private final KubernetesSerialization serialization = PrunedMetadata.serialization();
  private final StoredPolicies policies = new StoredPolicies();
  private final PolicyCache policyCache =
      new PolicyCache(List::of, policy -> {}, now::get, Mode.ENFORCE);
  private final StillMilvus milvus;
  private final PassScheduler passes;

  /** Reads the policies; no pass runs yet. */
  KeptScene(int policies, int collections, int partitions) {
    this.milvus = new StillMilvus(partitions);
    Nothing nothing = new Nothing();
    Clocks clocks = new Clocks(now::get, now::get);
    this.passes =
        new PassScheduler(
            policyCache::policies,
            new PassRunner(
                policyCache::policies,
                EndpointAllowList.ANY,
                new PolicyConnections(nothing, nothing, milvus),
                nothing,
                clocks,
                ClaimSet.LOAD_TIMEOUT),
            name -> {},
            PassRecorder.NONE,
            clocks);
    policyCache.attach(this.policies);
    for (int i = 0; i < policies; i++) {
      this.policies.put(policy(i, "articles" + i % collections));
    }
  }

  /** Runs the first pass over each collection. */
  KeptScene begin() {
    policyCache.policies().valid().values().forEach(all -> passes.ask(all.get(0)));
    // A collection that was not known is read twice.
    awaitPasses(2L * policyCache.policies().valid().size());
    return this;
  }

  /** Runs the next pass over each collection, when its interval has passed. */
  void passes() {
    long before = milvus.looks();
    now.updateAndGet(time -> time.plus(INTERVAL));
    passes.lookWhereDue();
    awaitPasses(before + policyCache.policies().valid().size());
  }

  private void awaitPasses(long looks) {
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> milvus.looks() >= looks && passes.longestRunning().isEmpty());
  }

  /** Reads a policy as it is once the operator has reported that all is as wanted. */
  private PartitionLoadPolicy policy(int number, String collection) {
    String manifest =
        """
        {"apiVersion": "residency.milvus.io/v1alpha1", "kind": "PartitionLoadPolicy",
         "metadata": {"name": "policy-%1$d", "namespace": "team-%2$d", "generation": 1,
           "creationTimestamp": "2026-11-23T10:00:00Z", "resourceVersion": "%3$d",
           "uid": "5c8f0f0e-1d3b-4a52-9f0e-%3$012d",
           "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{much: text}"},
           "managedFields": [
             {"manager": "kubectl", "operation": "Apply", "fieldsType": "FieldsV1",
              "apiVersion": "residency.milvus.io/v1alpha1", "time": "2026-11-23T10:00:00Z",
              "fieldsV1": {"f:spec": {"f:rules": {}, "f:milvus": {"f:uri": {}}}}},
             {"manager": "residency", "operation": "Apply", "subresource": "status",
              "apiVersion": "residency.milvus.io/v1alpha1", "time": "2026-11-23T10:00:00Z",
              "fieldsType": "FieldsV1",
              "fieldsV1": {"f:status": {"f:observedGeneration": {}, "f:settledIntent": {},
                "f:collection": {"f:name": {}, "f:id": {}, "f:created": {}},
                "f:summary": {"f:desired": {}, "f:loaded": {}, "f:loading": {}, "f:toLoad": {},
                  "f:missing": {}, "f:toRelease": {}, "f:contested": {}},
                "f:conditions": {"k:{\\"type\\":\\"Ready\\"}": {".": {}, "f:type": {}}}}}}
           ]},
         "spec": {"milvus": {"uri": "http://milvus.prod.svc:19530"}, "collection": "%4$s",
           "rules": [
             {"name": "serving", "match": {"names": ["p_20260000", "p_20260001"]}, "state": "Loaded"},
             {"name": "recent", "match": {"globs": ["p_*"]}, "state": "Loaded"},
             {"name": "old", "match": {"globs": ["r_*"]}, "state": "Released"}],
           "interval": "30s"},
         "status": {"observedGeneration": 1,
           "collection": {"name": "%4$s", "id": "%5$d", "created": "2026-01-01T00:00:00Z"},
           "settledIntent": "v1-9f31c07a9f31c07a",
           "summary": {"desired": 6, "loaded": 6, "loading": 0, "toLoad": 0, "missing": 0,
             "toRelease": 0, "contested": 0},
           "conditions": [{"type": "Ready", "status": "True", "reason": "InSync",
             "message": "6 of 6 partitions loaded.", "observedGeneration": 1,
             "lastTransitionTime": "2026-11-23T10:00:00Z"}]}}
        """
            .formatted(
                number,
                number % NAMESPACES,
                1_000_000 + number,
                collection,
                (long) collection.hashCode());
    return serialization.unmarshal(manifest, PartitionLoadPolicy.class);
  }

  /** Returns all that the operator keeps, without its threads. */
  List<Object> kept() {
    List<Object> kept = new ArrayList<>(List.of(policies));
    for (Object part : List.of(policyCache, passes)) {
      for (Field field : part.getClass().getDeclaredFields()) {
        boolean counts =
            !Modifier.isStatic(field.getModifiers())
                && !field.getType().isPrimitive()
                && field.getType() != EndpointExecutors.class;
        if (counts) {
          kept.add(value(part, field));
        }
      }
    }
    return kept;
  }

  private static Object value(Object part, Field field) {
    try {
      field.setAccessible(true);
      return field.get(part);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    passes.close();
  }

  /** There are no Secrets, no lists and no events. */
  private static final class Nothing
      implements CredentialSource, PartitionListSource, EventRecorder {
    @Override
    public Credentials credentials(NamespacedName secret) throws NotReadyException {
      throw new NotReadyException(secret + " does not exist");
    }

    @Override
    public Tls tls(NamespacedName secret) throws NotReadyException {
      throw new NotReadyException(secret + " does not exist");
    }

    @Override
    public PartitionList list(NamespacedName configMap, String key) {
      return PartitionList.unreadable(configMap + " does not exist");
    }

    @Override
    public void retain(Set<NamespacedName> used) {}

    @Override
    public void done(Step step) {}

    @Override
    public void refused(Step step, Reason reason, String message) {}

    @Override
    public void warned(PolicyName policy, EventReason reason, String message) {}

    @Override
    public void noticed(PlanEvent planEvent) {}
  }
}
