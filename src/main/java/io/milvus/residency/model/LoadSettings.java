package io.milvus.residency.model;

import java.util.List;

/**
 * The settings that a collection is loaded with.
 *
 * @param replicas the number of replicas; 0 lets Milvus choose, which it only does while nothing of
 *     the collection is loaded
 * @param resourceGroups the resource groups, sorted; empty lets Milvus choose
 */
public record LoadSettings(int replicas, List<String> resourceGroups) {

  /** Lets Milvus choose. */
  public static final LoadSettings SERVER_DEFAULT = new LoadSettings(0, List.of());

  public LoadSettings {
    resourceGroups = resourceGroups.stream().sorted().toList();
  }

  /**
   * Returns whether a load can ask for these settings. Milvus takes no resource group, one, or one
   * for each replica; replicas that were moved between groups may be spread in other ways.
   */
  public boolean expressible() {
    return resourceGroups.size() <= 1 || resourceGroups.size() == replicas;
  }

  /** Returns these settings without resource groups. */
  public LoadSettings withoutGroups() {
    return new LoadSettings(replicas, List.of());
  }
}
