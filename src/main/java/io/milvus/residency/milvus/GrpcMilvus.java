package io.milvus.residency.milvus;

import io.milvus.grpc.BoolResponse;
import io.milvus.grpc.DescribeCollectionRequest;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.FieldSchema;
import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.grpc.GetReplicasRequest;
import io.milvus.grpc.GetReplicasResponse;
import io.milvus.grpc.GetVersionRequest;
import io.milvus.grpc.GetVersionResponse;
import io.milvus.grpc.HasCollectionRequest;
import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.grpc.ReleasePartitionsRequest;
import io.milvus.grpc.ReplicaInfo;
import io.milvus.grpc.ShowPartitionsRequest;
import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.grpc.ShowType;
import io.milvus.residency.milvus.Calls.Call;
import io.milvus.residency.plan.CollectionId;
import io.milvus.residency.plan.LoadSettings;
import io.milvus.residency.plan.LoadState;
import io.milvus.residency.plan.Observed;
import io.milvus.residency.plan.Partition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@link Milvus} by gRPC, on the SDK's own stub. */
final class GrpcMilvus implements Milvus {

  /** As many names as one request carries; each request is carried out whole or not at all. */
  static final int NAMES_AT_ONCE = 1000;

  private final Calls calls;
  private final String database;
  private final Deadlines deadlines;
  private volatile boolean versionChecked;

  GrpcMilvus(Calls calls, String database, Deadlines deadlines) {
    this.calls = calls;
    this.database = database;
    this.deadlines = deadlines;
  }

  @Override
  public Observed look(String collection, Optional<Observed> last) throws MilvusException {
    try {
      return last.isPresent() && told(last.get()) && unchanged(collection, last.get())
          ? last.get()
          : complete(collection);
    } catch (MilvusException e) {
      throw e.fault() == Fault.COLLECTION_NOT_FOUND ? confirmed(collection, e) : e;
    }
  }

  private Observed complete(String collection) throws MilvusException {
    checkVersion();
    DescribeCollectionResponse described = describe(collection);
    String name = described.getSchema().getName();
    List<Partition> partitions = partitions(name);
    boolean resident = partitions.stream().anyMatch(Partition::resident);
    return new Observed(
        id(described),
        name,
        described.getSchema().getFieldsList().stream().anyMatch(FieldSchema::getIsPartitionKey),
        partitions,
        resident ? settings(name) : Optional.empty());
  }

  /** In the first seconds of a load Milvus does not tell the replicas: then it is asked again. */
  private static boolean told(Observed last) {
    return last.live().isPresent() || last.partitions().stream().noneMatch(Partition::resident);
  }

  /** Two calls tell, and one more where the name is an alias, which may have moved. */
  private boolean unchanged(String collection, Observed last) throws MilvusException {
    if (!collection.equals(last.name()) && !id(describe(collection)).equals(last.id())) {
      return false;
    }
    try {
      // The id of _default is another one as soon as the collection is.
      return partitions(last.name()).equals(last.partitions());
    } catch (MilvusException e) {
      if (e.fault() == Fault.COLLECTION_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private void checkVersion() throws MilvusException {
    if (versionChecked) {
      return;
    }
    String version =
        calls
            .make(
                new Call("GetVersion", "", List.of(), deadlines.read()),
                stub -> stub.getVersion(GetVersionRequest.getDefaultInstance()),
                GetVersionResponse::getStatus)
            .getVersion();
    Version.require(version);
    versionChecked = true;
  }

  private DescribeCollectionResponse describe(String collection) throws MilvusException {
    return calls.make(
        new Call("DescribeCollection", collection, List.of(), deadlines.read()),
        stub ->
            stub.describeCollection(
                DescribeCollectionRequest.newBuilder()
                    .setDbName(database)
                    .setCollectionName(collection)
                    .build()),
        DescribeCollectionResponse::getStatus);
  }

  /** That a collection is missing is believed when two different calls say so. */
  private MilvusException confirmed(String collection, MilvusException missing)
      throws MilvusException {
    boolean there =
        calls
            .make(
                new Call("HasCollection", collection, List.of(), deadlines.read()),
                stub ->
                    stub.hasCollection(
                        HasCollectionRequest.newBuilder()
                            .setDbName(database)
                            .setCollectionName(collection)
                            .build()),
                BoolResponse::getStatus)
            .getValue();
    return there
        ? new MilvusException(
            Fault.NOT_READY,
            "Milvus contradicts itself about whether the collection exists.",
            missing)
        : new MilvusException(
            Fault.COLLECTION_NOT_FOUND,
            "There is no collection " + collection + " in database " + database + ".",
            missing);
  }

  private static CollectionId id(DescribeCollectionResponse described) {
    return new CollectionId(
        described.getCollectionID(), Instant.ofEpochMilli(described.getCreatedUtcTimestamp()));
  }

  /** The type InMemory is marked deprecated, and the only way to see the load set in one call. */
  @SuppressWarnings("deprecation")
  private List<Partition> partitions(String collection) throws MilvusException {
    return Partitions.of(show(collection, ShowType.All), show(collection, ShowType.InMemory));
  }

  @SuppressWarnings("deprecation")
  private ShowPartitionsResponse show(String collection, ShowType type) throws MilvusException {
    return calls.make(
        new Call("ShowPartitions " + type, collection, List.of(), deadlines.read()),
        stub ->
            stub.showPartitions(
                ShowPartitionsRequest.newBuilder()
                    .setDbName(database)
                    .setCollectionName(collection)
                    .setType(type)
                    .build()),
        ShowPartitionsResponse::getStatus);
  }

  /** In the first seconds of a load, and after a restart, Milvus has an error in place of them. */
  private Optional<LoadSettings> settings(String collection) throws MilvusException {
    try {
      List<ReplicaInfo> replicas =
          calls
              .make(
                  new Call("GetReplicas", collection, List.of(), deadlines.read()),
                  stub ->
                      stub.getReplicas(
                          GetReplicasRequest.newBuilder()
                              .setDbName(database)
                              .setCollectionName(collection)
                              .build()),
                  GetReplicasResponse::getStatus)
              .getReplicasList();
      var groups = replicas.stream().map(ReplicaInfo::getResourceGroupName).distinct().toList();
      return replicas.isEmpty()
          ? Optional.empty()
          : Optional.of(new LoadSettings(replicas.size(), groups));
    } catch (MilvusException e) {
      if (e.fault() == Fault.COLLECTION_NOT_FOUND || e.fault() == Fault.UNEXPECTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public LoadState loadState(String collection, List<String> partitions) throws MilvusException {
    GetLoadStateResponse answer =
        calls.make(
            new Call("GetLoadState", collection, partitions, deadlines.read()),
            stub ->
                stub.getLoadState(
                    GetLoadStateRequest.newBuilder()
                        .setDbName(database)
                        .setCollectionName(collection)
                        .addAllPartitionNames(partitions)
                        .build()),
            GetLoadStateResponse::getStatus);
    return switch (answer.getState()) {
      case LoadStateLoaded -> LoadState.LOADED;
      case LoadStateLoading -> LoadState.LOADING;
      case LoadStateNotLoad -> LoadState.NOT_LOAD;
      // Milvus says so too when it could not find out.
      case LoadStateNotExist, UNRECOGNIZED ->
          throw confirmed(
              collection, new MilvusException(Fault.NOT_READY, "The load state is unknown.", null));
    };
  }

  @Override
  public void load(String collection, List<String> partitions, LoadSettings settings)
      throws MilvusException {
    for (List<String> batch : Partitions.batches(partitions, NAMES_AT_ONCE)) {
      calls.make(
          new Call("LoadPartitions", collection, batch, deadlines.load()),
          stub ->
              stub.loadPartitions(
                  LoadPartitionsRequest.newBuilder()
                      .setDbName(database)
                      .setCollectionName(collection)
                      .addAllPartitionNames(batch)
                      .setReplicaNumber(settings.replicas())
                      .addAllResourceGroups(settings.resourceGroups())
                      .build()),
          status -> status);
    }
  }

  @Override
  public void release(String collection, List<String> partitions) throws MilvusException {
    for (List<String> batch : Partitions.batches(partitions, NAMES_AT_ONCE)) {
      calls.make(
          new Call("ReleasePartitions", collection, batch, deadlines.release()),
          stub ->
              stub.releasePartitions(
                  ReleasePartitionsRequest.newBuilder()
                      .setDbName(database)
                      .setCollectionName(collection)
                      .addAllPartitionNames(batch)
                      .build()),
          status -> status);
    }
  }
}
