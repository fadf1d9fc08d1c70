package io.milvus.residency.model;

import java.util.List;
import java.util.Optional;

/**
 * A collection as read from Milvus in one look.
 *
 * @param id the identity of the collection
 * @param name its real name, never an alias
 * @param partitionKey whether Milvus places rows by a partition key, in which case it refuses to
 *     load or release single partitions
 * @param partitions all partitions, sorted by name
 * @param live the settings that the collection is loaded with; empty while nothing is loaded or
 *     Milvus does not report them yet
 */
public record ObservedCollection(
    CollectionId id,
    String name,
    boolean partitionKey,
    List<Partition> partitions,
    Optional<LoadSettings> live) {

  public ObservedCollection {
    partitions = List.copyOf(partitions);
  }

  /** Returns the collection as if Milvus had not reported its settings, so that they are read. */
  public ObservedCollection withoutSettings() {
    return new ObservedCollection(id, name, partitionKey, partitions, Optional.empty());
  }
}
