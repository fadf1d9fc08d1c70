package io.milvus.residency.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;

/**
 * What people ask for without changing the spec.
 *
 * @param approve the releases that are approved, as {@code status.blocked.approval} names them
 * @param requestedAt any text: when it changes, the operator looks at once
 * @param hold present and not {@code false}: change nothing for now, as with mode Observe
 */
public record Annotations(Optional<String> approve, Optional<String> requestedAt, boolean hold) {

  /** Approves releases. */
  public static final String APPROVE = PartitionLoadPolicy.GROUP + "/approve";

  /** Asks for a look. */
  public static final String REQUESTED_AT = PartitionLoadPolicy.GROUP + "/requestedAt";

  /** Stops all changes. */
  public static final String HOLD = PartitionLoadPolicy.GROUP + "/hold";

  /** Nothing is asked for. */
  public static final Annotations NONE = new Annotations(Optional.empty(), Optional.empty(), false);

  /** What a policy of some mode is treated as. */
  public Mode effective(Mode mode) {
    return hold && mode == Mode.ENFORCE ? Mode.OBSERVE : mode;
  }

  /** Those of a resource. */
  public static Annotations of(HasMetadata resource) {
    Map<String, String> all =
        Optional.ofNullable(resource.getMetadata().getAnnotations()).orElse(Map.of());
    return new Annotations(
        Optional.ofNullable(all.get(APPROVE)),
        Optional.ofNullable(all.get(REQUESTED_AT)),
        all.containsKey(HOLD) && !all.get(HOLD).equals("false"));
  }
}
