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

/** Reads partitions from the answers of ShowPartitions. */
final class PartitionParser {

  /** The most partitions in a valid answer; the default limit of Milvus is 4,096. */
  static final int MOST = 65_536;

  private static final int ALL = 100;

  private PartitionParser() {}

  /**
   * Checks the answer for the type All. The answer must contain a partition, because Milvus drops
   * neither the default partition of a collection nor the last one. The name _default is not
   * required, because servers can configure another.
   *
   * @throws MilvusException with {@link Fault#INVALID_ANSWER} if the answer is invalid; with {@link
   *     Fault#UNSUPPORTED_VERSION} if there are names, but neither ids nor times, as from Milvus
   *     Lite
   */
  static ShowPartitionsResponse all(ShowPartitionsResponse all) throws MilvusException {
    if (all.getPartitionNamesCount() > 0
        && all.getPartitionIDsCount() == 0
        && all.getCreatedUtcTimestampsCount() == 0) {
      throw new MilvusException(
          Fault.UNSUPPORTED_VERSION, ServerVersion.lite("partitions without ids"), null);
    }
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
   * Checks the answer for the type InMemory: exactly the load set, in no order.
   *
   * @throws MilvusException with {@link Fault#INVALID_ANSWER} if the answer is invalid
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
   * Returns whether all partitions in memory are among all partitions.
   *
   * @param all an answer checked by {@link #all}
   * @param inMemory an answer checked by {@link #loadSet}
   */
  static boolean know(ShowPartitionsResponse all, ShowPartitionsResponse inMemory) {
    return new HashSet<>(all.getPartitionIDsList()).containsAll(inMemory.getPartitionIDsList());
  }

  /**
   * Returns all partitions, sorted by name.
   *
   * @param all an answer checked by {@link #all}
   * @param inMemory an answer checked by {@link #loadSet}
   * @throws MilvusException with {@link Fault#INVALID_ANSWER} if the answers contradict each other
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

  /** Splits names into batches of at most the given size. */
  static List<List<String>> batches(List<String> names, int size) {
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < names.size(); from += size) {
      batches.add(names.subList(from, Math.min(from + size, names.size())));
    }
    return batches;
  }
}
