package io.milvus.residency.testkit.milvus;

import com.google.protobuf.InvalidProtocolBufferException;
import io.milvus.grpc.AlterAliasRequest;
import io.milvus.grpc.BoolResponse;
import io.milvus.grpc.CollectionSchema;
import io.milvus.grpc.CreateAliasRequest;
import io.milvus.grpc.CreateCollectionRequest;
import io.milvus.grpc.CreateIndexRequest;
import io.milvus.grpc.CreatePartitionRequest;
import io.milvus.grpc.DescribeCollectionRequest;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.DropCollectionRequest;
import io.milvus.grpc.FieldSchema;
import io.milvus.grpc.FlushRequest;
import io.milvus.grpc.FlushResponse;
import io.milvus.grpc.GetFlushStateRequest;
import io.milvus.grpc.GetFlushStateResponse;
import io.milvus.grpc.GetPersistentSegmentInfoRequest;
import io.milvus.grpc.GetPersistentSegmentInfoResponse;
import io.milvus.grpc.GetVersionRequest;
import io.milvus.grpc.GetVersionResponse;
import io.milvus.grpc.HasCollectionRequest;
import io.milvus.grpc.InsertRequest;
import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.grpc.MutationResult;
import io.milvus.grpc.PersistentSegmentInfo;
import io.milvus.grpc.Status;
import io.milvus.shaded.io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The metadata of a {@link ScriptedMilvus}, in a single database. */
public abstract class ScriptedMetadata extends MilvusServiceGrpc.MilvusServiceImplBase {

  static final String DATABASE = "default";

  private final Map<String, ScriptedCollection> collections = new HashMap<>();
  private final Map<String, String> aliases = new HashMap<>();
  private final LoadScript loads;
  private ServerRelease release;

  ScriptedMetadata(LoadScript loads) {
    this.loads = loads;
    release = new ServerRelease(loads.era(), loads.era().version());
  }

  public synchronized void setVersion(String version) {
    release = new ServerRelease(loads.era(), version);
  }

  final ServerRelease release() {
    return release;
  }

  /** Returns a collection in its state of now, without the loads that timed out. */
  final Optional<ScriptedCollection> find(String database, String collection) {
    Optional<ScriptedCollection> found =
        database.isEmpty() || database.equals(DATABASE)
            ? Optional.ofNullable(collections.get(aliases.getOrDefault(collection, collection)))
            : Optional.empty();
    found.ifPresent(ScriptedCollection::giveUp);
    return found;
  }

  final ScriptedCollection get(String database, String collection) {
    return find(database, collection).orElseThrow(() -> Refusal.noCollection(database, collection));
  }

  @Override
  public synchronized void getVersion(
      GetVersionRequest request, StreamObserver<GetVersionResponse> answer) {
    send(answer, GetVersionResponse.newBuilder().setVersion(release.name()).build());
  }

  @Override
  public synchronized void createCollection(
      CreateCollectionRequest request, StreamObserver<Status> answer) {
    CollectionSchema schema;
    try {
      schema = CollectionSchema.parseFrom(request.getSchema());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
    String name = request.getCollectionName();
    boolean partitionKey = schema.getFieldsList().stream().anyMatch(FieldSchema::getIsPartitionKey);
    collections.put(name, new ScriptedCollection(name, partitionKey, loads));
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void createPartition(
      CreatePartitionRequest request, StreamObserver<Status> answer) {
    get(DATABASE, request.getCollectionName()).add(request.getPartitionName());
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void createIndex(CreateIndexRequest request, StreamObserver<Status> answer) {
    get(DATABASE, request.getCollectionName()).indexed = true;
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void createAlias(CreateAliasRequest request, StreamObserver<Status> answer) {
    aliases.put(request.getAlias(), request.getCollectionName());
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void alterAlias(AlterAliasRequest request, StreamObserver<Status> answer) {
    aliases.put(request.getAlias(), request.getCollectionName());
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void dropCollection(
      DropCollectionRequest request, StreamObserver<Status> answer) {
    collections.remove(request.getCollectionName());
    send(answer, Status.getDefaultInstance());
  }

  @Override
  public synchronized void insert(InsertRequest request, StreamObserver<MutationResult> answer) {
    get(DATABASE, request.getCollectionName())
        .named(List.of(request.getPartitionName()))
        .forEach(part -> part.insert(request.getNumRows()));
    send(answer, MutationResult.getDefaultInstance());
  }

  @Override
  public synchronized void flush(FlushRequest request, StreamObserver<FlushResponse> answer) {
    send(answer, FlushResponse.getDefaultInstance());
  }

  @Override
  public synchronized void getFlushState(
      GetFlushStateRequest request, StreamObserver<GetFlushStateResponse> answer) {
    send(answer, GetFlushStateResponse.newBuilder().setFlushed(true).build());
  }

  @Override
  public synchronized void getPersistentSegmentInfo(
      GetPersistentSegmentInfoRequest request,
      StreamObserver<GetPersistentSegmentInfoResponse> answer) {
    GetPersistentSegmentInfoResponse.Builder stored = GetPersistentSegmentInfoResponse.newBuilder();
    get(request.getDbName(), request.getCollectionName()).all().stream()
        .filter(part -> part.rows() > 0)
        .forEach(
            part ->
                stored.addInfos(
                    PersistentSegmentInfo.newBuilder()
                        .setPartitionID(part.id)
                        .setNumRows(part.rows())));
    send(answer, stored.build());
  }

  @Override
  public synchronized void hasCollection(
      HasCollectionRequest request, StreamObserver<BoolResponse> answer) {
    boolean there = find(request.getDbName(), request.getCollectionName()).isPresent();
    send(answer, BoolResponse.newBuilder().setValue(there).build());
  }

  @Override
  public synchronized void describeCollection(
      DescribeCollectionRequest request, StreamObserver<DescribeCollectionResponse> answer) {
    String asked = request.getCollectionName();
    ScriptedCollection found =
        find(request.getDbName(), asked)
            .orElseThrow(() -> Refusal.notDescribed(loads.era(), request.getDbName(), asked));
    CollectionSchema.Builder schema =
        CollectionSchema.newBuilder()
            .setName(found.name)
            .addFields(FieldSchema.newBuilder().setName("id").setIsPrimaryKey(true));
    if (found.partitionKey) {
      schema.addFields(FieldSchema.newBuilder().setName("tenant").setIsPartitionKey(true));
    }
    send(
        answer,
        DescribeCollectionResponse.newBuilder()
            .setCollectionName(asked)
            .setCollectionID(found.id)
            .setCreatedUtcTimestamp(found.created)
            .setSchema(schema)
            .build());
  }

  public static <T> void send(StreamObserver<T> answer, T message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
