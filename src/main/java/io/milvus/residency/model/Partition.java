package io.milvus.residency.model;

import java.time.Instant;

/**
 * A partition as it is.
 *
 * @param id Milvus' number; a re-created partition has another one
 * @param name its name, unique in the collection
 * @param created when it was created
 * @param state its load state, never {@link LoadState#NOT_EXIST}
 * @param progress how much of it is loaded, 0 to 100 percent
 */
public record Partition(long id, String name, Instant created, LoadState state, int progress) {

  /**
   * The partition that Milvus makes with each collection; rows without a partition name live there.
   */
  public static final String DEFAULT_NAME = "_default";

  /** Whether it is in the load set: loaded, or on the way. */
  public boolean resident() {
    return state == LoadState.LOADED || state == LoadState.LOADING;
  }

  /** The same partition in another state. */
  public Partition in(LoadState other) {
    return new Partition(id, name, created, other, other == LoadState.LOADED ? 100 : 0);
  }
}
