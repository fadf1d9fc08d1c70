package io.milvus.residency.milvus;

import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.residency.plan.LoadState;
import io.milvus.residency.plan.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads partitions from what ShowPartitions answers. */
final class Partitions {

  private static final int ALL = 100;

  private Partitions() {}

  /**
   * All partitions, sorted by name.
   *
   * @param all the answer for the type All
   * @param inMemory the answer for the type InMemory: exactly the load set, in no order
   */
  @SuppressWarnings("deprecation")
  static List<Partition> of(ShowPartitionsResponse all, ShowPartitionsResponse inMemory) {
    Map<Long, Integer> loaded = new HashMap<>();
    for (int i = 0; i < inMemory.getPartitionIDsCount(); i++) {
      loaded.put(inMemory.getPartitionIDs(i), (int) inMemory.getInMemoryPercentages(i));
    }
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < all.getPartitionIDsCount(); i++) {
      Integer progress = loaded.get(all.getPartitionIDs(i));
      partitions.add(
          new Partition(
              all.getPartitionIDs(i),
              all.getPartitionNames(i),
              Instant.ofEpochMilli(all.getCreatedUtcTimestamps(i)),
              progress == null
                  ? LoadState.NOT_LOAD
                  : progress < ALL ? LoadState.LOADING : LoadState.LOADED,
              progress == null ? 0 : progress));
    }
    partitions.sort(Comparator.comparing(Partition::name));
    return partitions;
  }

  /** The names in lists of at most so many. */
  static List<List<String>> batches(List<String> names, int size) {
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < names.size(); from += size) {
      batches.add(names.subList(from, Math.min(from + size, names.size())));
    }
    return batches;
  }
}
