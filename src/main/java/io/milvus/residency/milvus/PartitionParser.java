package io.milvus.residency.milvus;

import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads partitions from what ShowPartitions answers. */
final class PartitionParser {

  /** Milvus allows 4,096 in a collection unless it is told otherwise. */
  static final int MOST = 65_536;

  private static final int ALL = 100;

  private PartitionParser() {}

  /**
   * The answer for the type All. It has to hold a partition, since Milvus drops neither that which
   * it makes with each collection nor the last one; whether that is called _default is not asked,
   * because servers may be told otherwise.
   *
   * @throws MilvusException with {@link Fault#INVALID_ANSWER} if it can't be right
   */
  static ShowPartitionsResponse all(ShowPartitionsResponse all) throws MilvusException {
    check("ShowPartitions", all);
    ResponseCheck.require(
        all.getPartitionIDsCount() > 0, () -> "ShowPartitions: the collection has no partition");
    ResponseCheck.require(
        all.getCreatedUtcTimestampsCount() == all.getPartitionIDsCount(),
        () ->
            "ShowPartitions: "
                + all.getPartitionIDsCount()
                + " partitions and "
                + all.getCreatedUtcTimestampsCount()
                + " times");
    return all;
  }

  /**
   * The answer for the type InMemory: exactly the load set, in no order.
   *
   * @throws MilvusException with {@link Fault#INVALID_ANSWER} if it can't be right
   */
  @SuppressWarnings("deprecation")
  static ShowPartitionsResponse loadSet(ShowPartitionsResponse inMemory) throws MilvusException {
    check("ShowPartitions InMemory", inMemory);
    ResponseCheck.require(
        inMemory.getInMemoryPercentagesCount() == inMemory.getPartitionIDsCount(),
        () ->
            "ShowPartitions InMemory: "
                + inMemory.getPartitionIDsCount()
                + " partitions and "
                + inMemory.getInMemoryPercentagesCount()
                + " percentages");
    for (long percentage : inMemory.getInMemoryPercentagesList()) {
      ResponseCheck.require(
          percentage >= 0 && percentage <= ALL,
          () -> "ShowPartitions InMemory: a partition is loaded to " + percentage + " percent");
    }
    return inMemory;
  }

  /**
   * Whether all that is in memory is among all partitions.
   *
   * @param all what {@link #all} has checked
   * @param inMemory what {@link #loadSet} has checked
   */
  static boolean know(ShowPartitionsResponse all, ShowPartitionsResponse inMemory) {
    return new HashSet<>(all.getPartitionIDsList()).containsAll(inMemory.getPartitionIDsList());
  }

  /**
   * All partitions, sorted by name.
   *
   * @param all what {@link #all} has checked
   * @param inMemory what {@link #loadSet} has checked
   * @throws MilvusException with {@link Fault#INVALID_ANSWER} if the one contradicts the other
   */
  static List<Partition> of(ShowPartitionsResponse all, ShowPartitionsResponse inMemory)
      throws MilvusException {
    Map<Long, Integer> loaded = new HashMap<>();
    for (int i = 0; i < inMemory.getPartitionIDsCount(); i++) {
      loaded.put(inMemory.getPartitionIDs(i), i);
    }
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < all.getPartitionIDsCount(); i++) {
      partitions.add(partition(all, i, inMemory, loaded.get(all.getPartitionIDs(i))));
    }
    partitions.sort(Comparator.comparing(Partition::name));
    return partitions;
  }

  private static void check(String call, ShowPartitionsResponse answer) throws MilvusException {
    int ids = answer.getPartitionIDsCount();
    int names = answer.getPartitionNamesCount();
    ResponseCheck.require(ids == names, () -> call + ": " + ids + " ids and " + names + " names");
    ResponseCheck.require(
        ids <= MOST, () -> call + ": " + ids + " partitions (limit: " + MOST + ")");
    Set<Long> seen = new HashSet<>(2 * ids);
    Set<String> named = new HashSet<>(2 * ids);
    for (int i = 0; i < ids; i++) {
      long id = ResponseCheck.id("a partition", answer.getPartitionIDs(i));
      String name = ResponseCheck.name("a partition", answer.getPartitionNames(i));
      ResponseCheck.require(seen.add(id), () -> call + ": two partitions have the id " + id);
      ResponseCheck.require(named.add(name), () -> call + ": two partitions have the name " + name);
    }
  }

  @SuppressWarnings("deprecation")
  private static Partition partition(
      ShowPartitionsResponse all, int i, ShowPartitionsResponse inMemory, Integer loaded)
      throws MilvusException {
    String name = all.getPartitionNames(i);
    int progress = loaded == null ? 0 : (int) inMemory.getInMemoryPercentages(loaded);
    ResponseCheck.require(
        loaded == null || name.equals(inMemory.getPartitionNames(loaded)),
        () -> "ShowPartitions: partition " + all.getPartitionIDs(i) + " has two names");
    return new Partition(
        all.getPartitionIDs(i),
        name,
        ResponseCheck.created("partition " + name, all.getCreatedUtcTimestamps(i)),
        loaded == null ? LoadState.NOT_LOAD : progress < ALL ? LoadState.LOADING : LoadState.LOADED,
        progress);
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
