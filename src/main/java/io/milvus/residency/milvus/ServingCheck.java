package io.milvus.residency.milvus;

import static java.util.stream.Collectors.toSet;

import io.milvus.grpc.GetPersistentSegmentInfoRequest;
import io.milvus.grpc.GetPersistentSegmentInfoResponse;
import io.milvus.grpc.GetQuerySegmentInfoRequest;
import io.milvus.grpc.GetQuerySegmentInfoResponse;
import io.milvus.grpc.PersistentSegmentInfo;
import io.milvus.grpc.QuerySegmentInfo;
import io.milvus.residency.milvus.RpcCaller.Call;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares the segments on the query nodes with the stored segments of a collection. */
final class ServingCheck {

  private static final Set<Fault> SEGMENTS_UNKNOWN =
      Set.of(Fault.BUSY, Fault.UNEXPECTED, Fault.INVALID_ANSWER);

  private final RpcCaller caller;
  private final String database;
  private final Duration deadline;

  ServingCheck(RpcCaller caller, String database, Duration deadline) {
    this.caller = caller;
    this.database = database;
    this.deadline = deadline;
  }

  /**
   * Returns the ids of the partitions that are known to serve: the query nodes hold rows of them,
   * or they have no rows. If Milvus does not say, for example because its answer is too large, no
   * partition is known to serve, and a swap waits as long as for slow partitions.
   */
  Set<Long> serving(String collection, List<Partition> partitions) throws MilvusException {
    Set<Long> ids = partitions.stream().map(Partition::id).collect(toSet());
    Set<Long> serving = new HashSet<>();
    try {
      serving.addAll(held(collection));
      if (!serving.containsAll(ids)) {
        serving.addAll(empty(collection, ids, !serving.isEmpty()));
      }
    } catch (MilvusException e) {
      if (!SEGMENTS_UNKNOWN.contains(e.fault())) {
        throw e;
      }
    }
    serving.retainAll(ids);
    return serving;
  }

  /**
   * Returns the ids of the partitions that certainly do not serve: they have rows, and the query
   * nodes hold none of them. Empty if Milvus does not say.
   *
   * <p>A load that stopped halfway counts as not serving: Milvus lists the segments of the current
   * target only, and a partition gets into that target when all of it is loaded (from the sources
   * of {@code getCollectionSegmentInfo}).
   */
  Optional<Set<Long>> notServing(String collection, List<Partition> partitions)
      throws MilvusException {
    try {
      Set<Long> held = held(collection);
      Set<Long> withRows = withRows(stored(collection));
      if (withRows.isEmpty() && !held.isEmpty()) {
        // What query nodes hold is stored, so one of the answers is wrong.
        return Optional.empty();
      }
      return Optional.of(
          partitions.stream()
              .map(Partition::id)
              .filter(id -> withRows.contains(id) && !held.contains(id))
              .collect(toSet()));
    } catch (MilvusException e) {
      if (SEGMENTS_UNKNOWN.contains(e.fault())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Set<Long> withRows(List<PersistentSegmentInfo> stored) {
    return stored.stream()
        .filter(segment -> segment.getNumRows() > 0)
        .map(PersistentSegmentInfo::getPartitionID)
        .collect(toSet());
  }

  /** Returns the ids without rows; ignores an answer without segments if query nodes hold some. */
  private Set<Long> empty(String collection, Set<Long> ids, boolean held) throws MilvusException {
    List<PersistentSegmentInfo> stored = stored(collection);
    if (held && stored.isEmpty()) {
      return Set.of();
    }
    Set<Long> empty = new HashSet<>(ids);
    empty.removeAll(withRows(stored));
    return empty;
  }

  private Set<Long> held(String collection) throws MilvusException {
    return caller
        .make(
            new Call("GetQuerySegmentInfo", collection, List.of(), deadline),
            stub ->
                stub.getQuerySegmentInfo(
                    GetQuerySegmentInfoRequest.newBuilder()
                        .setDbName(database)
                        .setCollectionName(collection)
                        .build()),
            GetQuerySegmentInfoResponse::getStatus)
        .getInfosList()
        .stream()
        .map(QuerySegmentInfo::getPartitionID)
        .collect(toSet());
  }

  private List<PersistentSegmentInfo> stored(String collection) throws MilvusException {
    return caller
        .make(
            new Call("GetPersistentSegmentInfo", collection, List.of(), deadline),
            stub ->
                stub.getPersistentSegmentInfo(
                    GetPersistentSegmentInfoRequest.newBuilder()
                        .setDbName(database)
                        .setCollectionName(collection)
                        .build()),
            GetPersistentSegmentInfoResponse::getStatus)
        .getInfosList();
  }
}
