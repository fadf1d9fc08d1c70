package io.milvus.residency.testkit.milvus;

import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.grpc.GetQuerySegmentInfoRequest;
import io.milvus.grpc.GetQuerySegmentInfoResponse;
import io.milvus.grpc.GetReplicasRequest;
import io.milvus.grpc.GetReplicasResponse;
import io.milvus.grpc.LoadCollectionRequest;
import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.grpc.LoadState;
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
public final class ScriptedService extends ScriptedMetadata {

  static final String RESOURCE_GROUP = "__default_resource_group";

  private static final int QUERY_NODES = 1;

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
    if (found.resident().isEmpty() && era == MilvusEra.WAL) {
      send(answer, GetReplicasResponse.getDefaultInstance());
      return;
    }
    if (found.resident().isEmpty()) {
      String reason = "failed to get replicas by collection: replica not found[replica=%d]";
      throw new Refusal(400, 15, reason.formatted(found.id));
    }
    if (!found.begun()) {
      String reason =
          "failed to get channels, collection not loaded: collection not found[collection=%d]";
      throw new Refusal(100, 4, reason.formatted(found.id));
    }
    ReplicaInfo replica = ReplicaInfo.newBuilder().setResourceGroupName(RESOURCE_GROUP).build();
    send(answer, GetReplicasResponse.newBuilder().addReplicas(replica).build());
  }

  @Override
  public synchronized void getQuerySegmentInfo(
      GetQuerySegmentInfoRequest request, StreamObserver<GetQuerySegmentInfoResponse> answer) {
    GetQuerySegmentInfoResponse.Builder held = GetQuerySegmentInfoResponse.newBuilder();
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    found.resident().stream()
        .filter(part -> part.rows > 0 && found.poll(part) == 100)
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
      // Later servers return the failure as an error that their proxy treats as not loaded.
      String failure = collection.failure().orElse("");
      refuse(era == MilvusEra.JOBS && !failure.isEmpty(), 65535, 1, failure);
      return LoadState.LoadStateNotLoad;
    }
    int least = parts.stream().mapToInt(collection::poll).min().orElse(0);
    return least < 100 ? LoadState.LoadStateLoading : LoadState.LoadStateLoaded;
  }

  @Override
  public synchronized void loadCollection(
      LoadCollectionRequest request, StreamObserver<Status> answer) {
    ScriptedCollection found = get(DATABASE, request.getCollectionName());
    found.load(found.all(), true);
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void loadPartitions(
      LoadPartitionsRequest request, StreamObserver<Status> answer) {
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    refuse(found.partitionKey, 65535, 1, "disable load partitions if partition key mode is used");
    List<String> names = request.getPartitionNamesList();
    refuse(names.isEmpty(), 65535, 1, "failed to load partition, due to no partition specified");
    List<ScriptedPartition> parts = found.named(names);
    refuse(!found.indexed, 700, 25, "index not found[collection=" + found.name + "]");
    checkSettings(found, request.getReplicaNumber(), request.getResourceGroupsList());
    found.load(parts, era == MilvusEra.WAL);
    send(answer, Status.getDefaultInstance());
  }

  private static void checkSettings(ScriptedCollection found, int replicas, List<String> groups) {
    boolean loaded = !found.resident().isEmpty();
    refuse(
        loaded && replicas > QUERY_NODES,
        1100,
        5,
        "can't change the replica number for loaded partitions: invalid"
            + " parameter[expected=1][actual="
            + replicas
            + "]");
    for (String group : groups) {
      refuse(
          !group.equals(RESOURCE_GROUP),
          1100,
          5,
          "given resource group not found: invalid parameter[expected=created resource"
              + " group(s)][actual="
              + group
              + "]");
    }
    refuse(replicas > QUERY_NODES, 65535, 1, "nodes not enough");
  }

  @Override
  public synchronized void releasePartitions(
      ReleasePartitionsRequest request, StreamObserver<Status> answer) {
    ScriptedCollection found = get(request.getDbName(), request.getCollectionName());
    refuse(
        found.partitionKey, 65535, 1, "disable release partitions if partition key mode is used");
    List<String> names = request.getPartitionNamesList();
    refuse(
        names.isEmpty(),
        1100,
        5,
        "invalid parameter[expected=any parttiion][actual=empty partition list]");
    found.release(found.named(names));
    send(answer, Status.getDefaultInstance());
  }

  private static void refuse(boolean when, int code, int olderCode, String reason) {
    if (when) {
      throw new Refusal(code, olderCode, reason);
    }
  }
}
