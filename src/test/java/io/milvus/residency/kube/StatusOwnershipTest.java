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
  void dropsValueOfWhichOthersWroteAPart() {
    String change = "{intent: v1-a, since: '2026-11-23T10:00:00Z', resident: 80, released: 2}";
    String all = "'f:intent': {}, 'f:since': {}, 'f:released': {}";
    assertThat(withChange(change, "{" + all + ", 'f:resident': {}}").change()).isPresent();
    assertThat(withChange(change, "{}").change()).isPresent();

    assertThat(withChange(change, "{" + all + "}").change()).isEmpty();
  }

  @Test
  void keepsValueThatLacksAPart() {
    String yaml =
        """
        metadata:
          managedFields:
            - {manager: residency, operation: Apply, subresource: status,
               fieldsV1: {"f:status": {"f:blocked": {"f:releases": {}}}}}
        status:
          blocked: {releases: 3}
        """;

    assertThat(
            StatusOwnership.of(Serialization.unmarshal(yaml, PartitionLoadPolicy.class)).blocked())
        .isPresent();
  }

  private static PolicyStatus withChange(String change, String own) {
    String yaml =
        """
        metadata:
          managedFields:
            - {manager: residency, operation: Apply, subresource: status,
               fieldsV1: {"f:status": {"f:change": %s}}}
        status:
          change: %s
        """
            .formatted(own, change);
    return StatusOwnership.of(Serialization.unmarshal(yaml, PartitionLoadPolicy.class));
  }

  @Test
  void dropsEverythingWithoutManagedFields() {
    PartitionLoadPolicy policy = new PartitionLoadPolicy();

    assertThat(StatusOwnership.of(policy)).isEqualTo(PolicyStatus.EMPTY);
  }
}
