package io.milvus.residency.milvus;

import java.time.Duration;

/**
 * How long calls may take.
 *
 * @param read of calls that change nothing
 * @param load of LoadPartitions, which returns before the data is loaded
 * @param release of ReleasePartitions, which returns when the data is gone: within a second on a
 *     healthy server, and much later on a busy one
 */
record Deadlines(Duration read, Duration load, Duration release) {

  static final Deadlines DEFAULT =
      new Deadlines(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(90));
}
