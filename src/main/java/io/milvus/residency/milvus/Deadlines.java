package io.milvus.residency.milvus;

import java.time.Duration;

/**
 * The deadlines of calls.
 *
 * @param read for calls that change nothing
 * @param load for LoadPartitions, which returns before the data is loaded
 * @param release for ReleasePartitions, which returns when the data is released: within a second on
 *     a healthy server, and much later on a busy one
 */
public record Deadlines(Duration read, Duration load, Duration release) {

  /** The deadlines of the operator. */
  public static final Deadlines DEFAULT =
      new Deadlines(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(90));
}
