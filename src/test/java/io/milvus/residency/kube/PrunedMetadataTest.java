package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrunedMetadataTest {

  private static final String POLICY =
      """
      {"apiVersion": "residency.milvus.io/v1alpha1", "kind": "PartitionLoadPolicy",
       "metadata": {"name": "articles", "namespace": "search", "generation": 3,
         "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{much: text}",
           "residency.milvus.io/hold": "true"},
         "managedFields": [
           {"manager": "kubectl", "operation": "Apply", "fieldsType": "FieldsV1",
            "fieldsV1": {"f:spec": {"f:rules": {}, "f:milvus": {"f:uri": {}}}}},
           {"manager": "residency", "operation": "Apply", "subresource": "status",
            "time": "2026-11-23T10:00:00Z", "fieldsType": "FieldsV1",
            "fieldsV1": {"f:metadata": {}, "f:status": {".": {}, "f:observedGeneration": {},
              "f:collection": {"f:name": {}, "f:id": {}, "f:created": {}},
              "f:conditions": {"k:{\\"type\\":\\"Ready\\"}": {".": {}, "f:type": {}, "f:status": {}}}}}}
         ]},
       "spec": {"milvus": {"uri": "http://milvus:19530"}, "collection": "articles",
         "rules": [{"name": "all", "match": {"globs": ["*"]}, "state": "Loaded"}]},
       "status": {"observedGeneration": 3,
         "collection": {"name": "articles", "id": "7", "created": "2026-11-23T10:00:00Z"},
         "conditions": [
           {"type": "Ready", "status": "True", "reason": "InSync", "message": "",
            "lastTransitionTime": "2026-11-23T10:00:00Z"},
           {"type": "Foreign", "status": "True", "reason": "X", "message": "",
            "lastTransitionTime": "2026-11-23T10:00:00Z"}]}}
      """;

  private final PartitionLoadPolicy read =
      PrunedMetadata.serialization().unmarshal(POLICY, PartitionLoadPolicy.class);

  @Test
  void keepsAnnotationsButTheCopyOfTheObject() {
    assertThat(read.getMetadata().getAnnotations())
        .isEqualTo(Map.of("residency.milvus.io/hold", "true"));
  }

  @Test
  void keepsWhatTellsTheOwnerOfTheStatus() {
    PolicyStatus own = StatusOwnership.of(read);

    assertThat(own.observedGeneration()).isEqualTo(3);
    assertThat(own.collection()).isPresent();
    assertThat(own.conditions()).extracting(c -> c.getType()).containsExactly("Ready");
  }

  @Test
  void dropsTheFieldsOfTheSpecAndWhatIsDeeper() {
    assertThat(read.getMetadata().getManagedFields()).hasSize(1);
    assertThat(names(read).toString()).doesNotContain("f:type").contains("f:observedGeneration");
  }

  @Test
  void sharesWhatTellsTheOwnerWheneverItWasWritten() {
    KubernetesSerialization serialization = PrunedMetadata.serialization();
    String later = POLICY.replace("10:00:00Z\", \"fieldsType", "11:00:00Z\", \"fieldsType");
    assertThat(later).isNotEqualTo(POLICY);

    assertThat(entries(serialization.unmarshal(POLICY, PartitionLoadPolicy.class)))
        .isSameAs(entries(serialization.unmarshal(later, PartitionLoadPolicy.class)));
  }

  private static List<ManagedFieldsEntry> entries(PartitionLoadPolicy policy) {
    return policy.getMetadata().getManagedFields();
  }

  private static Object names(PartitionLoadPolicy policy) {
    return entries(policy).get(0).getFieldsV1().getAdditionalProperties().get("f:status");
  }
}
