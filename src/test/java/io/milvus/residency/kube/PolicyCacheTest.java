package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.reconcile.CollectionRef;
import io.milvus.residency.reconcile.NamespacedName;
import io.milvus.residency.reconcile.Policy;
import io.milvus.residency.reconcile.PolicySnapshot;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolicyCacheTest {

  private static final int POLICIES = 50;
  private static final int PASSES = 10;

  private final StoredPolicies policies = new StoredPolicies();
  private final AtomicInteger read = new AtomicInteger();
  private final List<String> doubts = new CopyOnWriteArrayList<>();
  private final List<Policy> recorded = new CopyOnWriteArrayList<>();
  private final AtomicReference<Instant> steady = new AtomicReference<>(Instant.EPOCH);
  private final PolicyCache cluster =
      new PolicyCache(() -> doubts, recorded::add, steady::get, Mode.ENFORCE);

  @BeforeEach
  void create() {
    cluster.attach(policies);
    for (int i = 0; i < POLICIES; i++) {
      policies.put(policy(i, "1", "uid"));
    }
  }

  @Test
  void mapsEachVersionOnce() {
    pass();
    assertThat(read).hasValue(POLICIES);

    update(policy(7, "2", "uid"));
    pass();

    assertThat(read).hasValue(POLICIES + 1);
  }

  /** Makes the requests of a few passes. */
  private void pass() {
    for (int i = 0; i < PASSES; i++) {
      assertThat(cluster.policies().all().toList()).hasSize(POLICIES);
      assertThat(cluster.referringToSecret(new NamespacedName("search", "token")))
          .hasSize(POLICIES);
      assertThat(cluster.referringToConfigMap(new NamespacedName("search", "none"))).isEmpty();
      policies.list().map(cluster::policy).forEach(policy -> assertThat(policy).isNotNull());
    }
  }

  @Test
  void mapsRecreatedPolicyAgain() {
    cluster.policies();
    update(policy(7, "1", "another"));

    assertThat(uids()).contains("another");
  }

  @Test
  void isTheSameUntilAPolicyChanges() {
    PolicySnapshot before = cluster.policies();

    assertThat(cluster.policies().valid()).isSameAs(before.valid());
    steady.set(Instant.EPOCH.plusSeconds(10));
    assertThat(cluster.policies().valid()).isSameAs(before.valid());
    update(policy(7, "2", "uid"));
    assertThat(cluster.policies().valid()).isNotSameAs(before.valid());
  }

  @Test
  void findsPoliciesByCollectionReference() {
    PolicySnapshot all = cluster.policies();
    CollectionRef collectionRef = all.valid().keySet().iterator().next();

    assertThat(all.valid()).hasSize(1);
    assertThat(all.valid().get(collectionRef)).hasSize(POLICIES);
  }

  @Test
  void forgetsDeletedPolicy() {
    cluster.policies();
    PartitionLoadPolicy gone = policy(7, "1", "gone");
    update(gone);
    policies.remove(gone);
    cluster.trigger().onResourceDeleted(gone);

    assertThat(uids()).hasSize(POLICIES - 1).doesNotContain("gone");
  }

  /** An event may be lost. */
  @Test
  void readsAllPoliciesAgainAfterTenSeconds() {
    cluster.policies();
    policies.put(policy(7, "1", "another"));
    assertThat(uids()).doesNotContain("another");

    steady.set(Instant.EPOCH.plusSeconds(10));

    assertThat(uids()).contains("another");
  }

  /** Events come later than what the watch has read, when it has begun or begun again. */
  @Test
  void readsAllPoliciesAgainWhenDoubtsEnd() {
    doubts.add("the API server can't be watched");
    cluster.policies();
    policies.put(policy(7, "1", "another"));
    doubts.clear();

    assertThat(uids()).contains("another");
  }

  /** A release waits until the status records the edit. */
  @Test
  void tellsThatStatusRecordsEdit() {
    cluster.policies();
    update(policy(7, "2", "uid"));
    assertThat(recorded).isEmpty();

    PartitionLoadPolicy edited = policy(7, "3", "uid");
    edited.setStatus(
        Serialization.unmarshal(
            "change: {intent: a, since: 2026-11-23T10:00:00Z, resident: 5, released: 0}",
            PolicyStatus.class));
    edited
        .getMetadata()
        .setManagedFields(
            List.of(
                Serialization.unmarshal(
                    """
                    manager: residency
                    operation: Apply
                    subresource: status
                    fieldsV1: {"f:status": {"f:change": {}}}
                    """,
                    ManagedFieldsEntry.class)));
    policies.put(edited);
    // A pass reads all policies before the watch tells of the change.
    steady.set(Instant.EPOCH.plusSeconds(10));
    cluster.policies();
    update(edited);
    update(edited);

    assertThat(recorded).extracting(Policy::name).containsExactly(PolicyMapper.name(edited));
  }

  private List<String> uids() {
    return cluster.policies().all().map(Policy::uid).toList();
  }

  private void update(PartitionLoadPolicy policy) {
    policies.put(policy);
    cluster.trigger().onResourceUpdated(policy, policy);
  }

  @Test
  void mapsPolicyWithoutVersionEachTime() {
    PartitionLoadPolicy unwritten = policy(7, null, "uid");

    cluster.policy(unwritten);
    cluster.policy(unwritten);

    assertThat(read).hasValue(2);
  }

  private PartitionLoadPolicy policy(int number, String version, String uid) {
    PartitionLoadPolicy policy = new PartitionLoadPolicy();
    policy.setMetadata(new Counted());
    policy.getMetadata().setNamespace("search");
    policy.getMetadata().setName("p" + number);
    policy.getMetadata().setUid(uid);
    policy.getMetadata().setGeneration(1L);
    policy.getMetadata().setResourceVersion(version);
    policy.setSpec(
        Serialization.unmarshal(
            """
            milvus: {uri: "http://milvus:19530", credentialsSecretRef: {name: token}}
            collection: articles
            rules: [{name: all, match: {globs: ["*"]}, state: Loaded}]
            """,
            PolicySpec.class));
    return policy;
  }

  /** Metadata that counts how often a policy is mapped, by the reads of its generation. */
  private final class Counted extends ObjectMeta {
    private static final long serialVersionUID = 1L;

    @Override
    public Long getGeneration() {
      read.incrementAndGet();
      return super.getGeneration();
    }
  }
}
