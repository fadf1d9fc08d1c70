package io.milvus.residency.milvus;

import io.milvus.grpc.BoolResponse;
import io.milvus.grpc.DescribeCollectionRequest;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.FieldSchema;
import io.milvus.grpc.GetReplicasRequest;
import io.milvus.grpc.GetReplicasResponse;
import io.milvus.grpc.GetVersionRequest;
import io.milvus.grpc.GetVersionResponse;
import io.milvus.grpc.HasCollectionRequest;
import io.milvus.grpc.ReplicaInfo;
import io.milvus.grpc.ShowPartitionsRequest;
import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.grpc.ShowType;
import io.milvus.residency.milvus.Calls.Call;
import io.milvus.residency.plan.CollectionId;
import io.milvus.residency.plan.LoadSettings;
import io.milvus.residency.plan.Observed;
import io.milvus.residency.plan.Partition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Looks at collections of one database. A look is complete, or only finds that nothing has changed
 * since the last one.
 */
final class Looks {

  private final Calls calls;
  private final String database;
  private final Deadlines deadlines;
  private volatile boolean versionChecked;

  Looks(Calls calls, String database, Deadlines deadlines) {
    this.calls = calls;
    this.database = database;
    this.deadlines = deadlines;
  }

  /** As {@link Milvus#look} describes. */
  Observed look(String collection, Optional<Observed> last) throws MilvusException {
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
    Version.require(version());
    versionChecked = true;
  }

  /** What the server says of its version. */
  String version() throws MilvusException {
    return calls
        .make(
            new Call("GetVersion", "", List.of(), deadlines.read()),
            stub -> stub.getVersion(GetVersionRequest.getDefaultInstance()),
            GetVersionResponse::getStatus)
        .getVersion();
  }

  /** A collection by its name or alias; that it is missing is confirmed. */
  DescribeCollectionResponse find(String collection) throws MilvusException {
    try {
      return describe(collection);
    } catch (MilvusException e) {
      throw e.fault() == Fault.COLLECTION_NOT_FOUND ? confirmed(collection, e) : e;
    }
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
  MilvusException confirmed(String collection, MilvusException missing) throws MilvusException {
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

  static CollectionId id(DescribeCollectionResponse described) {
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
  Optional<LoadSettings> settings(String collection) throws MilvusException {
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
      return switch (e.fault()) {
        case COLLECTION_NOT_FOUND, BUSY, UNEXPECTED -> Optional.empty();
        default -> throw e;
      };
    }
  }
}
