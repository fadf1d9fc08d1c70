package io.milvus.residency.api;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The settings to load with. Omitted settings stay as the collection has them.
 *
 * @param replicas the number of replicas, 1 or more
 * @param resourceGroups the resource groups; empty when omitted
 */
public record LoadSpec(OptionalInt replicas, List<String> resourceGroups) {

  /** Keeps the settings of the collection. */
  public static final LoadSpec KEEP = new LoadSpec(OptionalInt.empty(), List.of());

  public LoadSpec {
    replicas = Objects.requireNonNullElse(replicas, OptionalInt.empty());
    resourceGroups = resourceGroups == null ? List.of() : List.copyOf(resourceGroups);
  }
}
