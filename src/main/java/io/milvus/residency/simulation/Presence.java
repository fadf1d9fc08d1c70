package io.milvus.residency.simulation;

/** Where a partition is in a simulation. A simulated load takes no time. */
public enum Presence {
  /** In the memory of query nodes. */
  LOADED,
  /** Not in memory. */
  RELEASED,
  /** Not created yet, or missing. */
  ABSENT
}
