package io.milvus.residency.milvus;

import io.milvus.grpc.DescribeCollectionRequest;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.FieldSchema;
import io.milvus.grpc.GetReplicasRequest;
import io.milvus.grpc.GetReplicasResponse;
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
  private final VersionReader version;

  CollectionReader(RpcCaller caller, String database, Deadlines deadlines, VersionReader version) {
    this.caller = caller;
    this.version = version;
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
          () -> {
            Optional<ObservedCollection> same =
                last.isPresent() ? again(collection, last.get()) : Optional.empty();
            return same.isPresent() ? same.get() : complete(collection);
          });
    } catch (MilvusException e) {
      if (e.unanswered()) {
        version.forget();
      }
      throw e;
    }
  }

  private ObservedCollection complete(String collection) throws MilvusException {
    version.check();
    DescribeCollectionResponse described = describe(collection);
    String name = described.getSchema().getName();
    List<Partition> partitions = partitions(name);
    Optional<LoadSettings> live = settings(name, partitions);
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

  /**
   * Reads the collection of the last read again; empty if the name leads elsewhere. Makes two calls
   * if nothing has changed, and one more if the name is an alias, which may have moved.
   */
  private Optional<ObservedCollection> again(String collection, ObservedCollection last)
      throws MilvusException {
    if (!collection.equals(last.name()) && !id(describe(collection)).equals(last.id())) {
      return Optional.empty();
    }
    try {
      List<Partition> partitions = partitions(last.name());
      // The id of _default changes whenever the collection is recreated.
      return settingsKnown(last) && partitions.equals(last.partitions())
          ? Optional.of(last)
          : changed(last, partitions);
    } catch (MilvusException e) {
      if (AbsenceCheck.said(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Completes a read of partitions, unless the collection was recreated or renamed meanwhile. */
  private Optional<ObservedCollection> changed(ObservedCollection last, List<Partition> partitions)
      throws MilvusException {
    version.check();
    Optional<LoadSettings> live = settings(last.name(), partitions);
    DescribeCollectionResponse described = describe(last.name());
    return id(described).equals(last.id()) && described.getSchema().getName().equals(last.name())
        ? Optional.of(
            new ObservedCollection(last.id(), last.name(), last.partitionKey(), partitions, live))
        : Optional.empty();
  }

  private Optional<LoadSettings> settings(String name, List<Partition> partitions)
      throws MilvusException {
    return partitions.stream().anyMatch(Partition::resident) ? settings(name) : Optional.empty();
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
