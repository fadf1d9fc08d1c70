package io.milvus.residency.milvus;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.grpc.ReleasePartitionsRequest;
import io.milvus.grpc.ShowCollectionsRequest;
import io.milvus.grpc.ShowCollectionsResponse;
import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.milvus.RpcCaller.Call;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** {@link Milvus} over gRPC, on the stub of the SDK. */
final class GrpcMilvus implements Milvus {

  /** The parameter of a load that servers before 2.5 do not know; high is the default. */
  private static final Map<String, String> LOW_PRIORITY = Map.of("load_priority", "low");

  private final RpcCaller caller;
  private final String database;
  private final Deadlines deadlines;
  private final VersionReader version;
  private final CollectionReader reader;
  private final AbsenceCheck absence;
  private final LoadStateReader loadStates;

  /**
   * Creates a client without making a call.
   *
   * @param callers makes concurrent calls, and limits their number for the server
   */
  GrpcMilvus(RpcCaller caller, String database, Deadlines deadlines, Executor callers) {
    this.caller = caller;
    this.database = database;
    this.deadlines = deadlines;
    this.version = new VersionReader(caller, deadlines);
    this.reader = new CollectionReader(caller, database, deadlines, version);
    this.absence = new AbsenceCheck(caller, database, deadlines);
    this.loadStates = new LoadStateReader(caller, database, deadlines, callers);
  }

  @Override
  public ObservedCollection look(String collection, Optional<ObservedCollection> last)
      throws MilvusException {
    return reader.look(collection, last);
  }

  @Override
  public Optional<CollectionId> find(String collection) throws MilvusException {
    try {
      return Optional.of(CollectionReader.id(reader.find(collection)));
    } catch (MilvusException e) {
      if (AbsenceCheck.said(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<String> collections() throws MilvusException {
    List<String> names = new ArrayList<>();
    for (String name :
        caller
            .make(
                new Call("ShowCollections", "", List.of(), deadlines.read()),
                stub ->
                    stub.showCollections(
                        ShowCollectionsRequest.newBuilder().setDbName(database).build()),
                ShowCollectionsResponse::getStatus)
            .getCollectionNamesList()) {
      names.add(ResponseCheck.name("a collection", name));
    }
    return names.stream().sorted().distinct().toList();
  }

  @Override
  public Optional<String> versionWarning() {
    return version.known().flatMap(ServerVersion::warning);
  }

  @Override
  public Map<String, LoadState> loadStates(String collection, List<Partition> partitions)
      throws MilvusException {
    return loadStates.of(collection, partitions);
  }

  @Override
  public Optional<MilvusException> lastLoadFailure(String collection, String partition)
      throws MilvusException {
    return loadStates.lastLoadFailure(collection, partition);
  }

  @Override
  public Set<Long> serving(String collection, List<Partition> partitions) throws MilvusException {
    if (version.current().loadedImpliesServing()) {
      return partitions.stream()
          .filter(partition -> partition.state() == LoadState.LOADED)
          .map(Partition::id)
          .collect(toUnmodifiableSet());
    }
    ServingCheck servingCheck = new ServingCheck(caller, database, deadlines.read());
    return absence.confirmed(collection, () -> servingCheck.serving(collection, partitions));
  }

  @Override
  public Optional<Set<Long>> notServing(String collection, List<Partition> partitions)
      throws MilvusException {
    ServingCheck servingCheck = new ServingCheck(caller, database, deadlines.read());
    return absence.confirmed(collection, () -> servingCheck.notServing(collection, partitions));
  }

  @Override
  public void load(
      String collection, List<String> partitions, LoadSettings settings, LoadPriority priority)
      throws MilvusException {
    LoadSettings sent = sendable(settings);
    Map<String, String> params = priority == LoadPriority.LOW ? LOW_PRIORITY : Map.of();
    for (List<String> batch : PartitionParser.batches(partitions, NAMES_AT_ONCE)) {
      absence.confirmed(
          collection,
          () ->
              caller.change(
                  new Call("LoadPartitions", collection, batch, deadlines.load()),
                  stub ->
                      stub.loadPartitions(
                          LoadPartitionsRequest.newBuilder()
                              .setDbName(database)
                              .setCollectionName(collection)
                              .addAllPartitionNames(batch)
                              .setReplicaNumber(sent.replicas())
                              .addAllResourceGroups(sent.resourceGroups())
                              .putAllLoadParams(params)
                              .build()),
                  status -> status));
    }
  }

  /**
   * Returns the settings to send. Replicas that were moved between resource groups can't be
   * expressed: early servers keep the groups of a loaded collection if a load names none, later
   * ones move all replicas to the default group.
   *
   * @throws MilvusException if a load could move replicas
   */
  private LoadSettings sendable(LoadSettings settings) throws MilvusException {
    if (settings.expressible()) {
      return settings;
    }
    if (version.current().keepsResourceGroups()) {
      return settings.withoutGroups();
    }
    throw new MilvusException(
        Fault.LOAD_SETTINGS_MISMATCH,
        "Not loaded, because Milvus would move replicas: a load can't ask for "
            + settings.replicas()
            + " replicas in "
            + String.join(", ", settings.resourceGroups())
            + ". Change collection.resource_groups to 1 group or as many as replicas.",
        null);
  }

  @Override
  public void release(String collection, List<String> partitions) throws MilvusException {
    for (List<String> batch : PartitionParser.batches(partitions, NAMES_AT_ONCE)) {
      absence.confirmed(
          collection,
          () ->
              caller.change(
                  new Call("ReleasePartitions", collection, batch, deadlines.release()),
                  stub ->
                      stub.releasePartitions(
                          ReleasePartitionsRequest.newBuilder()
                              .setDbName(database)
                              .setCollectionName(collection)
                              .addAllPartitionNames(batch)
                              .build()),
                  status -> status));
    }
  }
}
