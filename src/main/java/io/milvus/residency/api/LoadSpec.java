package io.milvus.residency.api;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What to load with. What is omitted stays as the collection has it.
 *
 * @param replicas the number of replicas, 1 or more
 * @param resourceGroups the resource groups; empty when omitted
 */
public record LoadSpec(OptionalInt replicas, List<String> resourceGroups) {

  /** Keep what the collection has. */
  public static final LoadSpec KEEP = new LoadSpec(OptionalInt.empty(), List.of());

  public LoadSpec {
    replicas = Objects.requireNonNullElse(replicas, OptionalInt.empty());
    resourceGroups = resourceGroups == null ? List.of() : List.copyOf(resourceGroups);
  }
}
