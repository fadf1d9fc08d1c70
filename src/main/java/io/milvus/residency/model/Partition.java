package io.milvus.residency.model;

import java.time.Instant;

/**
 * A partition as read from Milvus. Its id is an object, because what is remembered of a partition
 * is kept in maps by the id, and all of them share the object.
 *
 * @param id the number that Milvus gave the partition; a re-created partition has another one
 * @param name its name, unique in the collection
 * @param created the time when the partition was created
 * @param state its load state, never {@link LoadState#NOT_EXIST}
 * @param progress the loaded percentage, 0 to 100
 */
public record Partition(Long id, String name, Instant created, LoadState state, int progress) {

  /** The partition that Milvus creates with each collection, for rows without a partition name. */
  public static final String DEFAULT_NAME = "_default";

  /** Creates a partition from what was read. */
  public Partition(long id, String name, Instant created, LoadState state, int progress) {
    this(Long.valueOf(id), name, created, state, progress);
  }

  /** Returns whether the partition is resident: loaded or loading. */
  public boolean resident() {
    return state == LoadState.LOADED || state == LoadState.LOADING;
  }

  /** Returns the same partition in another state. */
  public Partition in(LoadState other) {
    return new Partition(id, name, created, other, other == LoadState.LOADED ? 100 : 0);
  }
}
