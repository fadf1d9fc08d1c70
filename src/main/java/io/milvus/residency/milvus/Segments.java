package io.milvus.residency.milvus;

import static java.util.stream.Collectors.toSet;

import io.milvus.grpc.GetPersistentSegmentInfoRequest;
import io.milvus.grpc.GetPersistentSegmentInfoResponse;
import io.milvus.grpc.GetQuerySegmentInfoRequest;
import io.milvus.grpc.GetQuerySegmentInfoResponse;
import io.milvus.grpc.PersistentSegmentInfo;
import io.milvus.grpc.QuerySegmentInfo;
import io.milvus.residency.milvus.Calls.Call;
import io.milvus.residency.plan.Partition;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the query nodes hold of a collection, against what is stored of it. */
final class Segments {

  private final Calls calls;
  private final String database;
  private final Duration deadline;

  Segments(Calls calls, String database, Duration deadline) {
    this.calls = calls;
    this.database = database;
    this.deadline = deadline;
  }

  /** The ids of the partitions that the query nodes hold rows of, or that have none. */
  Set<Long> serving(String collection, List<Partition> partitions) throws MilvusException {
    Set<Long> ids = partitions.stream().map(Partition::id).collect(toSet());
    Set<Long> serving = held(collection);
    if (!serving.containsAll(ids)) {
      Set<Long> empty = new HashSet<>(ids);
      empty.removeAll(stored(collection));
      serving.addAll(empty);
    }
    serving.retainAll(ids);
    return serving;
  }

  private Set<Long> held(String collection) throws MilvusException {
    return calls
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

  private Set<Long> stored(String collection) throws MilvusException {
    return calls
        .make(
            new Call("GetPersistentSegmentInfo", collection, List.of(), deadline),
            stub ->
                stub.getPersistentSegmentInfo(
                    GetPersistentSegmentInfoRequest.newBuilder()
                        .setDbName(database)
                        .setCollectionName(collection)
                        .build()),
            GetPersistentSegmentInfoResponse::getStatus)
        .getInfosList()
        .stream()
        .filter(segment -> segment.getNumRows() > 0)
        .map(PersistentSegmentInfo::getPartitionID)
        .collect(toSet());
  }
}
