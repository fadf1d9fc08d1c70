package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.PartitionLoadPolicy;
import org.junit.jupiter.api.Test;

class PolicyClonerTest {

  private final PolicyCloner cloner = new PolicyCloner();

  @Test
  void copiesAllThatAPolicyHas() {
    PartitionLoadPolicy policy = policy();

    PartitionLoadPolicy copy = cloner.clone(policy);

    assertThat(Serialization.asJson(copy)).isEqualTo(Serialization.asJson(policy));
    assertThat(copy.getSpec()).isSameAs(policy.getSpec()).isInstanceOf(Record.class);
    assertThat(copy.getStatus()).isSameAs(policy.getStatus()).isInstanceOf(Record.class);
  }

  @Test
  void protectsTheCacheFromChangesOfTheCopy() {
    PartitionLoadPolicy policy = policy();
    String before = Serialization.asJson(policy);

    PartitionLoadPolicy copy = cloner.clone(policy);
    copy.getMetadata().setResourceVersion("8");
    copy.getMetadata().getAnnotations().put("b", "2");
    copy.getMetadata().getLabels().put("b", "2");
    copy.getMetadata().getFinalizers().clear();
    copy.getMetadata().getOwnerReferences().get(0).setUid("other");
    copy.getMetadata().getManagedFields().clear();
    copy.setStatus(null);

    assertThat(Serialization.asJson(policy)).isEqualTo(before);
  }

  @Test
  void copiesPoliciesOnly() {
    ConfigMap other = new ConfigMap();
    assertThatThrownBy(() -> cloner.clone(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("configmaps");
  }

  private static PartitionLoadPolicy policy() {
    return Serialization.unmarshal(
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata:
          name: a
          namespace: n
          uid: "1"
          resourceVersion: "7"
          generation: 3
          creationTimestamp: "2026-11-23T00:00:00Z"
          deletionTimestamp: "2026-11-24T00:00:00Z"
          annotations: {a: "1"}
          labels: {a: "1"}
          finalizers: [residency.milvus.io/release]
          ownerReferences:
            - {apiVersion: v1, kind: ConfigMap, name: o, uid: own}
          managedFields:
            - {manager: residency, operation: Apply, subresource: status}
        spec:
          milvus: {uri: "http://m:19530"}
          collection: c
          rules:
            - {name: r, match: {names: [p]}, state: Loaded}
        status:
          observedGeneration: 3
          conditions:
            - {type: Ready, status: "True", reason: InSync, message: "", lastTransitionTime: "2026-11-23T00:00:00Z"}
        """,
        PartitionLoadPolicy.class);
  }
}
