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
}
