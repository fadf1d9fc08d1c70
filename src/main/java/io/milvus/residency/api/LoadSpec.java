package io.milvus.residency.api;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The settings to load with. Omitted settings stay as the collection has them.
 *
 * @param replicas the number of replicas, 1 or more
 * @param resourceGroups the resource groups; empty when omitted
 * @param settings the source of the settings; replicas and resource groups are omitted with Server
 * @param priority the priority of the loads
 */
public record LoadSpec(
    OptionalInt replicas,
    List<String> resourceGroups,
    SettingsSource settings,
    LoadPriority priority) {

  /** Keeps the settings of the collection. */
  public static final LoadSpec KEEP =
      new LoadSpec(OptionalInt.empty(), List.of(), SettingsSource.COLLECTION, LoadPriority.HIGH);

  public LoadSpec {
    replicas = Objects.requireNonNullElse(replicas, OptionalInt.empty());
    resourceGroups = resourceGroups == null ? List.of() : List.copyOf(resourceGroups);
    settings = Objects.requireNonNullElse(settings, SettingsSource.COLLECTION);
    priority = Objects.requireNonNullElse(priority, LoadPriority.HIGH);
  }

  /** Returns whether the policy names replicas or resource groups. */
  public boolean named() {
    return replicas.isPresent() || !resourceGroups.isEmpty();
  }

  /** Returns whether the policy leaves replicas and resource groups to Milvus. */
  public boolean leftToServer() {
    return settings == SettingsSource.SERVER;
  }
}
