package io.milvus.residency.testkit.milvus;

import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.grpc.GetLoadingProgressRequest;
import io.milvus.grpc.GetLoadingProgressResponse;
import io.milvus.grpc.GetQuerySegmentInfoRequest;
import io.milvus.grpc.GetQuerySegmentInfoResponse;
import io.milvus.grpc.GetReplicasRequest;
import io.milvus.grpc.GetReplicasResponse;
import io.milvus.grpc.LoadCollectionRequest;
import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.grpc.LoadState;
import io.milvus.grpc.QueryRequest;
import io.milvus.grpc.QueryResults;
import io.milvus.grpc.QuerySegmentInfo;
import io.milvus.grpc.ReleasePartitionsRequest;
import io.milvus.grpc.ReplicaInfo;
import io.milvus.grpc.ShowPartitionsRequest;
import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.grpc.ShowType;
import io.milvus.grpc.Status;
import io.milvus.shaded.io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Behaves like a server of an era with one query node, in memory and in one database. Errors are
 * thrown as {@link Refusal}.
 */
public final class ScriptedService extends ScriptedResourceGroups {

  private final MilvusEra era;

  ScriptedService(LoadScript loads) {
    super(loads);
    era = loads.era();
  }

  @Override
  @SuppressWarnings("deprecation")
  public synchronized void showPartitions(
      ShowPartitionsRequest request, StreamObserver<ShowPartitionsResponse> answer) {
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    boolean inMemory = request.getType() == ShowType.InMemory;
    if (inMemory) {
      found.lookedAt();
    }
    List<ScriptedPartition> parts = new ArrayList<>(inMemory ? found.resident() : found.all());
    Collections.shuffle(parts);
    ShowPartitionsResponse.Builder shown = ShowPartitionsResponse.newBuilder();
    for (ScriptedPartition part : parts) {
      shown
          .addPartitionIDs(part.id)
          .addPartitionNames(part.name)
          .addCreatedUtcTimestamps(part.created);
      if (inMemory) {
        shown.addInMemoryPercentages(found.poll(part));
      }
    }
    send(answer, shown.build());
  }

  @Override
  public synchronized void getReplicas(
      GetReplicasRequest request, StreamObserver<GetReplicasResponse> answer) {
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    if (era == MilvusEra.JOBS) {
      checkReplicasKnown(found);
    }
    GetReplicasResponse.Builder known = GetReplicasResponse.newBuilder();
    found.config().map(LoadConfig::groups).orElse(List.of()).stream()
        .map(group -> ReplicaInfo.newBuilder().setResourceGroupName(group))
        .forEach(known::addReplicas);
    send(answer, known.build());
  }

  /** 2.3.5 fails without replicas and until the first partition is loaded [seen], others not. */
  private static void checkReplicasKnown(ScriptedCollection found) {
    String none = "failed to get replicas by collection: replica not found[replica=%d]";
    refuse(found.resident().isEmpty(), 400, 15, none.formatted(found.id));
    String early =
        "failed to get channels, collection not loaded: collection not found[collection=%d]";
    refuse(!found.served(), 100, 4, early.formatted(found.id));
  }

  @Override
  public synchronized void getQuerySegmentInfo(
      GetQuerySegmentInfoRequest request, StreamObserver<GetQuerySegmentInfoResponse> answer) {
    GetQuerySegmentInfoResponse.Builder held = GetQuerySegmentInfoResponse.newBuilder();
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    found.all().stream()
        .filter(ScriptedPartition::held)
        .forEach(part -> held.addInfos(QuerySegmentInfo.newBuilder().setPartitionID(part.id)));
    send(answer, held.build());
  }

  @Override
  public synchronized void getLoadState(
      GetLoadStateRequest request, StreamObserver<GetLoadStateResponse> answer) {
    LoadState state =
        find(request.getDbName(), request.getCollectionName())
            .map(found -> state(found, found.named(request.getPartitionNamesList())))
            .orElse(LoadState.LoadStateNotExist);
    send(answer, GetLoadStateResponse.newBuilder().setState(state).build());
  }

  private LoadState state(ScriptedCollection collection, List<ScriptedPartition> parts) {
    if (!parts.stream().allMatch(ScriptedPartition::resident)) {
      // From 2.4.20 and 2.5.2 on, the failure is in an error that means not loaded [src].
      String failure = collection.failure().orElse("");
      refuse(era == MilvusEra.JOBS && !failure.isEmpty(), 65535, 1, failure);
      return LoadState.LoadStateNotLoad;
    }
    int least = parts.stream().mapToInt(collection::poll).min().orElse(0);
    return least < 100 ? LoadState.LoadStateLoading : LoadState.LoadStateLoaded;
  }

  @Override
  public synchronized void getLoadingProgress(
      GetLoadingProgressRequest request, StreamObserver<GetLoadingProgressResponse> answer) {
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    List<ScriptedPartition> parts = found.named(request.getPartitionNamesList());
    parts.stream().filter(part -> !part.resident()).forEach(part -> notLoaded(found, part));
    refuse(
        found.resident().isEmpty(), 101, 1, "collection not loaded[collection=" + found.id + "]");
    double mean =
        (parts.isEmpty() ? found.resident() : parts)
            .stream().mapToInt(found::poll).average().orElse(0);
    send(answer, GetLoadingProgressResponse.newBuilder().setProgress((long) mean).build());
  }

  /** Without a failure as seen; with one seen on 2.3.5 and on 3.0. */
  private void notLoaded(ScriptedCollection found, ScriptedPartition part) {
    String failure = found.failure().orElse("");
    refuse(era == MilvusEra.JOBS && !failure.isEmpty(), 65535, 1, failure);
    String reason =
        (failure.isEmpty() ? "" : failure + ": ") + "partition not loaded[partition=%d]";
    throw new Refusal(201, 1, reason.formatted(part.id));
  }

  /**
   * Finds no rows. Before 2.6.16, a server with a write-ahead log has no leaders to ask while
   * anything loads [src].
   */
  @Override
  public synchronized void query(QueryRequest request, StreamObserver<QueryResults> answer) {
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    List<ScriptedPartition> resident = found.resident();
    refuse(resident.isEmpty(), 101, 1, "collection not loaded[collection=" + found.id + "]");
    boolean loading = !resident.stream().allMatch(ScriptedPartition::complete);
    refuse(
        era == MilvusEra.WAL && loading && !release().atLeast("2.6.16"),
        103,
        1,
        "collection not fully loaded[collection=" + found.id + "]");
    send(answer, QueryResults.getDefaultInstance());
  }

  @Override
  public synchronized void loadCollection(
      LoadCollectionRequest request, StreamObserver<Status> answer) {
    ScriptedCollection found = get(DATABASE, request.getCollectionName());
    LoadConfig how =
        admit(
            found,
            request.getReplicaNumber(),
            request.getResourceGroupsList(),
            request.getLoadFieldsList());
    found.load(found.all(), how, true);
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void loadPartitions(
      LoadPartitionsRequest request, StreamObserver<Status> answer) {
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    checkPartitionKey(found, "load");
    List<String> names = request.getPartitionNamesList();
    refuse(names.isEmpty(), 65535, 1, "failed to load partition, due to no partition specified");
    List<ScriptedPartition> parts = found.named(names);
    refuse(!found.indexed, 700, 25, "index not found[collection=" + found.name + "]");
    LoadConfig how =
        admit(
            found,
            request.getReplicaNumber(),
            request.getResourceGroupsList(),
            request.getLoadFieldsList());
    found.load(parts, how, era == MilvusEra.WAL);
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void releasePartitions(
      ReleasePartitionsRequest request, StreamObserver<Status> answer) {
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    checkPartitionKey(found, "release");
    List<String> names = request.getPartitionNamesList();
    refuse(
        names.isEmpty(),
        1100,
        5,
        "invalid parameter[expected=any parttiion][actual=empty partition list]");
    found.release(found.named(names));
    send(answer, Status.getDefaultInstance());
  }

  /** The code is another one from 2.6.20 on [src]. */
  private void checkPartitionKey(ScriptedCollection found, String what) {
    boolean typed = release().atLeast("2.6.20");
    refuse(
        found.partitionKey,
        typed ? 1100 : 65535,
        typed ? 5 : 1,
        "disable " + what + " partitions if partition key mode is used");
  }

  private static void refuse(boolean when, int code, int olderCode, String reason) {
    if (when) {
      throw new Refusal(code, olderCode, reason);
    }
  }
}
