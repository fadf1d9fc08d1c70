package io.milvus.residency.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;

/**
 * Requests that users make without changing the spec.
 *
 * @param approve the approved releases, as {@code status.blocked.approval} names them
 * @param requestedAt any text; when it changes, the operator reads Milvus at once
 * @param hold true if the operator must change nothing for now, as with mode Observe: the
 *     annotation is present and not {@code false}
 */
public record Annotations(Optional<String> approve, Optional<String> requestedAt, boolean hold) {

  /** The annotation that approves releases. */
  public static final String APPROVE = PartitionLoadPolicy.GROUP + "/approve";

  /** The annotation that requests a pass at once. */
  public static final String REQUESTED_AT = PartitionLoadPolicy.GROUP + "/requestedAt";

  /** The annotation that stops all changes. */
  public static final String HOLD = PartitionLoadPolicy.GROUP + "/hold";

  /** No requests. */
  public static final Annotations NONE = new Annotations(Optional.empty(), Optional.empty(), false);

  /** Reads the annotations of a resource. */
  public static Annotations of(HasMetadata resource) {
    Map<String, String> all =
        Optional.ofNullable(resource.getMetadata().getAnnotations()).orElse(Map.of());
    return new Annotations(
        Optional.ofNullable(all.get(APPROVE)),
        Optional.ofNullable(all.get(REQUESTED_AT)),
        all.containsKey(HOLD) && !all.get(HOLD).equals("false"));
  }
}
