package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import org.junit.jupiter.api.Test;

/** Only fields that the operator owns, by {@code metadata.managedFields}, are trusted. */
class StatusOwnershipTest {

  private static final String POLICY =
      """
      apiVersion: residency.milvus.io/v1alpha1
      kind: PartitionLoadPolicy
      metadata:
        name: p
        managedFields:
          - {manager: %s, operation: %s, subresource: %s, fieldsV1: {"f:status": {
              "f:observedGeneration": {}, "f:settledIntent": {},
              "f:conditions": {'k:{"type":"Ready"}': {".": {}, "f:status": {}}}}}}
          - {manager: backup, operation: Update, subresource: status, fieldsV1: {"f:status": {
              "f:blocked": {}, "f:conditions": {'k:{"type":"Foo"}': {}}}}}
      status:
        observedGeneration: 3
        settledIntent: v1-a
        blocked: {releases: 3, approval: "1"}
        conditions:
          - {type: Ready, status: "True", reason: InSync}
          - {type: Foo, status: "True", reason: Bar}
      """;

  private static PolicyStatus of(String manager, String operation, String subresource) {
    String yaml = POLICY.formatted(manager, operation, subresource);
    return StatusOwnership.of(Serialization.unmarshal(yaml, PartitionLoadPolicy.class));
  }

  @Test
  void keepsFieldsThatTheOperatorApplied() {
    PolicyStatus own = of("residency", "Apply", "status");

    assertThat(own.observedGeneration()).isEqualTo(3);
    assertThat(own.settledIntent()).contains("v1-a");
    assertThat(own.blocked()).isEmpty();
    assertThat(own.conditions()).extracting(c -> c.getType()).containsExactly("Ready");
  }

  @Test
  void dropsFieldsOfOthers() {
    assertThat(of("backup", "Apply", "status")).isEqualTo(PolicyStatus.EMPTY);
    assertThat(of("residency", "Update", "status")).isEqualTo(PolicyStatus.EMPTY);
    assertThat(of("residency", "Apply", "scale")).isEqualTo(PolicyStatus.EMPTY);
  }

  @Test
  void dropsEverythingWithoutManagedFields() {
    PartitionLoadPolicy policy = new PartitionLoadPolicy();

    assertThat(StatusOwnership.of(policy)).isEqualTo(PolicyStatus.EMPTY);
  }
}
