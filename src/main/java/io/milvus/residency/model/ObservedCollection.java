package io.milvus.residency.model;

import java.util.List;
import java.util.Optional;

/**
 * A collection as Milvus shows it in one look.
 *
 * @param id which collection it is
 * @param name its real name, never an alias
 * @param partitionKey whether Milvus places rows by a partition key, in which case it refuses to
 *     load or release single partitions
 * @param partitions all of them, sorted by name
 * @param live what it is loaded with; empty while nothing is loaded or Milvus does not tell yet
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
}
