package io.milvus.residency.milvus;

import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.grpc.ReleasePartitionsRequest;
import io.milvus.residency.milvus.Calls.Call;
import io.milvus.residency.plan.CollectionId;
import io.milvus.residency.plan.LoadSettings;
import io.milvus.residency.plan.LoadState;
import io.milvus.residency.plan.Observed;
import io.milvus.residency.plan.Partition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@link Milvus} by gRPC, on the SDK's own stub. */
final class GrpcMilvus implements Milvus {

  /** As many names as one request carries; each request is carried out whole or not at all. */
  static final int NAMES_AT_ONCE = 1000;

  private final Calls calls;
  private final String database;
  private final Deadlines deadlines;
  private final Looks looks;
  private final Absence absence;

  GrpcMilvus(Calls calls, String database, Deadlines deadlines) {
    this.calls = calls;
    this.database = database;
    this.deadlines = deadlines;
    this.looks = new Looks(calls, database, deadlines);
    this.absence = new Absence(calls, database, deadlines);
  }

  @Override
  public Observed look(String collection, Optional<Observed> last) throws MilvusException {
    return looks.look(collection, last);
  }

  @Override
  public Optional<CollectionId> find(String collection) throws MilvusException {
    try {
      return Optional.of(Looks.id(looks.find(collection)));
    } catch (MilvusException e) {
      if (Absence.said(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public LoadState loadState(String collection, List<String> partitions) throws MilvusException {
    return absence.confirmed(collection, () -> askLoadState(collection, partitions));
  }

  private LoadState askLoadState(String collection, List<String> partitions)
      throws MilvusException {
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
      case LoadStateNotExist ->
          throw new MilvusException(
              Fault.COLLECTION_NOT_FOUND, Fault.COLLECTION_NOT_FOUND.advice(), null);
      case UNRECOGNIZED ->
          throw Answers.invalid("the load state is the number " + answer.getStateValue());
    };
  }

  @Override
  public Set<Long> serving(String collection, List<Partition> partitions) throws MilvusException {
    Segments segments = new Segments(calls, database, deadlines.read());
    return absence.confirmed(collection, () -> segments.serving(collection, partitions));
  }

  @Override
  public void load(String collection, List<String> partitions, LoadSettings settings)
      throws MilvusException {
    for (List<String> batch : Partitions.batches(partitions, NAMES_AT_ONCE)) {
      absence.confirmed(
          collection,
          () ->
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
                  status -> status));
    }
  }

  @Override
  public void release(String collection, List<String> partitions) throws MilvusException {
    for (List<String> batch : Partitions.batches(partitions, NAMES_AT_ONCE)) {
      absence.confirmed(
          collection,
          () ->
              calls.make(
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
