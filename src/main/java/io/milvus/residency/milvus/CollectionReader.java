package io.milvus.residency.milvus;

import io.milvus.grpc.DescribeCollectionRequest;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.FieldSchema;
import io.milvus.grpc.GetReplicasRequest;
import io.milvus.grpc.GetReplicasResponse;
import io.milvus.grpc.GetVersionRequest;
import io.milvus.grpc.GetVersionResponse;
import io.milvus.grpc.ReplicaInfo;
import io.milvus.grpc.ShowPartitionsRequest;
import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.grpc.ShowType;
import io.milvus.residency.milvus.RpcCaller.Call;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads collections of one database. A read is complete, or only confirms that nothing has changed
 * since the previous read.
 */
final class CollectionReader {

  /** The most replicas that a policy may ask for. */
  private static final int MOST_REPLICAS = 1024;

  private final RpcCaller caller;
  private final String database;
  private final Deadlines deadlines;
  private final AbsenceCheck absence;
  private volatile Optional<ServerVersion> knownVersion = Optional.empty();

  CollectionReader(RpcCaller caller, String database, Deadlines deadlines) {
    this.caller = caller;
    this.database = database;
    this.deadlines = deadlines;
    this.absence = new AbsenceCheck(caller, database, deadlines);
  }

  /** Implements {@link Milvus#look}. */
  ObservedCollection look(String collection, Optional<ObservedCollection> last)
      throws MilvusException {
    try {
      return absence.confirmed(
          collection,
          () ->
              last.isPresent() && settingsKnown(last.get()) && unchanged(collection, last.get())
                  ? last.get()
                  : complete(collection));
    } catch (MilvusException e) {
      if (e.unanswered()) {
        // The server may come back with another version.
        knownVersion = Optional.empty();
      }
      throw e;
    }
  }

  private ObservedCollection complete(String collection) throws MilvusException {
    checkVersion();
    DescribeCollectionResponse described = describe(collection);
    String name = described.getSchema().getName();
    List<Partition> partitions = partitions(name);
    boolean resident = partitions.stream().anyMatch(Partition::resident);
    Optional<LoadSettings> live = resident ? settings(name) : Optional.empty();
    // Calls wait behind changes: if the collection was recreated meanwhile, the read would mix
    // both.
    ResponseCheck.require(
        id(describe(name)).equals(id(described)), () -> "each call finds a different collection");
    return new ObservedCollection(
        id(described),
        name,
        described.getSchema().getFieldsList().stream().anyMatch(FieldSchema::getIsPartitionKey),
        partitions,
        live);
  }

  /** Returns false in the first seconds of a load, when Milvus does not report the replicas yet. */
  private static boolean settingsKnown(ObservedCollection last) {
    return last.live().isPresent() || last.partitions().stream().noneMatch(Partition::resident);
  }

  /** Makes two calls, and one more if the name is an alias, which may have moved. */
  private boolean unchanged(String collection, ObservedCollection last) throws MilvusException {
    if (!collection.equals(last.name()) && !id(describe(collection)).equals(last.id())) {
      return false;
    }
    try {
      // The id of _default changes whenever the collection is recreated.
      return partitions(last.name()).equals(last.partitions());
    } catch (MilvusException e) {
      if (AbsenceCheck.said(e)) {
        return false;
      }
      throw e;
    }
  }

  private void checkVersion() throws MilvusException {
    if (knownVersion.isEmpty()) {
      currentVersion();
    }
  }

  /**
   * Reads the version of the server again, for a decision that depends on it: the server may have
   * been replaced by another version while no call failed.
   */
  ServerVersion currentVersion() throws MilvusException {
    knownVersion = Optional.empty();
    ServerVersion version = version();
    version.require();
    knownVersion = Optional.of(version);
    return version;
  }

  /** Returns the version that was read last, if the server has answered since. */
  Optional<ServerVersion> knownVersion() {
    return knownVersion;
  }

  /** Reads the version of the server. */
  ServerVersion version() throws MilvusException {
    try {
      return ServerVersion.of(
          ServerText.shown(
              caller
                  .make(
                      new Call("GetVersion", "", List.of(), deadlines.read()),
                      stub -> stub.getVersion(GetVersionRequest.getDefaultInstance()),
                      GetVersionResponse::getStatus)
                  .getVersion()));
    } catch (MilvusException e) {
      throw e.fault() == Fault.UNSUPPORTED_VERSION ? ServerVersion.missing(e) : e;
    }
  }

  /** Describes a collection by its name or alias; confirms that a missing collection is missing. */
  DescribeCollectionResponse find(String collection) throws MilvusException {
    return absence.confirmed(collection, () -> describe(collection));
  }

  private DescribeCollectionResponse describe(String collection) throws MilvusException {
    DescribeCollectionResponse described =
        caller.make(
            new Call("DescribeCollection", collection, List.of(), deadlines.read()),
            stub ->
                stub.describeCollection(
                    DescribeCollectionRequest.newBuilder()
                        .setDbName(database)
                        .setCollectionName(collection)
                        .build()),
            DescribeCollectionResponse::getStatus);
    ResponseCheck.name("the collection", described.getSchema().getName());
    if (described.getCollectionID() == 0 && described.getCreatedUtcTimestamp() == 0) {
      throw new MilvusException(
          Fault.UNSUPPORTED_VERSION, ServerVersion.lite("a collection without an id"), null);
    }
    ResponseCheck.id("the collection", described.getCollectionID());
    ResponseCheck.created("the collection", described.getCreatedUtcTimestamp());
    return described;
  }

  static CollectionId id(DescribeCollectionResponse described) {
    return new CollectionId(
        described.getCollectionID(), Instant.ofEpochMilli(described.getCreatedUtcTimestamp()));
  }

  /** Uses the deprecated type InMemory, the only way to read the load set in one call. */
  @SuppressWarnings("deprecation")
  private List<Partition> partitions(String collection) throws MilvusException {
    ShowPartitionsResponse all = PartitionParser.all(show(collection, ShowType.All));
    ShowPartitionsResponse inMemory = PartitionParser.loadSet(show(collection, ShowType.InMemory));
    if (!PartitionParser.know(all, inMemory)) {
      // The partition may have been created and loaded between the two calls.
      all = PartitionParser.all(show(collection, ShowType.All));
      ResponseCheck.require(
          PartitionParser.know(all, inMemory),
          () -> "ShowPartitions: a partition in memory is not among all partitions");
    }
    return PartitionParser.of(all, inMemory);
  }

  @SuppressWarnings("deprecation")
  private ShowPartitionsResponse show(String collection, ShowType type) throws MilvusException {
    return caller.make(
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

  /**
   * Reads the load settings; empty in the first seconds of a load, when Milvus returns an error.
   */
  Optional<LoadSettings> settings(String collection) throws MilvusException {
    try {
      return settings(
          caller
              .make(
                  new Call("GetReplicas", collection, List.of(), deadlines.read()),
                  stub ->
                      stub.getReplicas(
                          GetReplicasRequest.newBuilder()
                              .setDbName(database)
                              .setCollectionName(collection)
                              .build()),
                  GetReplicasResponse::getStatus)
              .getReplicasList());
    } catch (MilvusException e) {
      return switch (e.fault()) {
        case COLLECTION_NOT_FOUND, BUSY, UNEXPECTED -> Optional.empty();
        default -> throw e;
      };
    }
  }

  private static Optional<LoadSettings> settings(List<ReplicaInfo> replicas)
      throws MilvusException {
    ResponseCheck.require(
        replicas.size() <= MOST_REPLICAS,
        () -> "the collection has " + replicas.size() + " replicas (limit: " + MOST_REPLICAS + ")");
    Set<String> groups = new TreeSet<>();
    for (ReplicaInfo replica : replicas) {
      groups.add(ResponseCheck.name("a resource group", replica.getResourceGroupName()));
    }
    return replicas.isEmpty()
        ? Optional.empty()
        : Optional.of(new LoadSettings(replicas.size(), List.copyOf(groups)));
  }
}
