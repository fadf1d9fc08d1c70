package io.milvus.residency.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a status that the operator has written itself, according to {@code
 * metadata.managedFields}. Fields of others, such as another controller's condition or a restored
 * backup, are neither trusted nor removed: a server-side apply can't remove what it does not own,
 * and would be retried without end.
 */
final class StatusOwnership {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FIELD = "f:";
  private static final String STATUS = FIELD + "status";
  private static final String CONDITIONS = FIELD + "conditions";
  private static final String KEY = "k:{\"type\":\"";

  private StatusOwnership() {}

  /** Returns the fields of a policy's status that the operator owns. */
  static PolicyStatus of(PartitionLoadPolicy resource) {
    PolicyStatus all = Optional.ofNullable(resource.getStatus()).orElse(PolicyStatus.EMPTY);
    Map<?, ?> fields = fields(resource);
    Map<?, ?> values = MAPPER.convertValue(all, Map.class);
    Set<String> conditions = new HashSet<>();
    map(fields.get(CONDITIONS)).keySet().forEach(key -> conditions.add(key.toString()));
    PolicyStatus own =
        all.only(
            field -> fields.containsKey(FIELD + field) && isWhole(fields, field, values),
            type -> conditions.contains(KEY + type + "\"}"));
    // The copy would take as much memory again.
    return own.equals(all) ? all : own;
  }

  /** Returns false for a value of which others wrote a part: the operator did not say that. */
  private static boolean isWhole(Map<?, ?> fields, String field, Map<?, ?> values) {
    Map<?, ?> own = map(fields.get(FIELD + field));
    return own.isEmpty()
        || map(values.get(field)).entrySet().stream()
            .filter(part -> part.getValue() != null)
            .allMatch(part -> own.containsKey(FIELD + part.getKey()));
  }

  private static Map<?, ?> fields(PartitionLoadPolicy resource) {
    List<ManagedFieldsEntry> entries =
        Optional.ofNullable(resource.getMetadata().getManagedFields()).orElse(List.of());
    return entries.stream()
        .filter(entry -> PolicyReconciler.NAME.equals(entry.getManager()))
        .filter(entry -> "Apply".equals(entry.getOperation()))
        .filter(entry -> "status".equals(entry.getSubresource()))
        .filter(entry -> entry.getFieldsV1() != null)
        .findFirst()
        .<Map<?, ?>>map(entry -> map(entry.getFieldsV1().getAdditionalProperties().get(STATUS)))
        .orElse(Map.of());
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
