package io.milvus.residency.testkit;

import static org.awaitility.Awaitility.await;

import io.milvus.grpc.AlterAliasRequest;
import io.milvus.grpc.CreateAliasRequest;
import io.milvus.grpc.CreateDatabaseRequest;
import io.milvus.grpc.CreatePartitionRequest;
import io.milvus.grpc.DropCollectionRequest;
import io.milvus.grpc.ErrorCode;
import io.milvus.grpc.FlushRequest;
import io.milvus.grpc.FlushResponse;
import io.milvus.grpc.GetFlushStateRequest;
import io.milvus.grpc.GetFlushStateResponse;
import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.grpc.GetVersionRequest;
import io.milvus.grpc.GetVersionResponse;
import io.milvus.grpc.ListDatabasesRequest;
import io.milvus.grpc.LoadCollectionRequest;
import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.grpc.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.milvus.grpc.MutationResult;
import io.milvus.grpc.QueryRequest;
import io.milvus.grpc.QueryResults;
import io.milvus.grpc.ReleasePartitionsRequest;
import io.milvus.grpc.ShowPartitionsRequest;
import io.milvus.grpc.Status;
import io.milvus.shaded.io.grpc.ClientInterceptor;
import io.milvus.shaded.io.grpc.ManagedChannel;
import io.milvus.shaded.io.grpc.Metadata;
import io.milvus.shaded.io.grpc.Status.Code;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.milvus.shaded.io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Another client of a Milvus: a person, a job or an application. */
@SuppressWarnings("deprecation") // Servers of 2.3 set only the older code for some errors.
public final class MilvusUser implements AutoCloseable {

  private final ManagedChannel channel;
  private final MilvusServiceBlockingStub stub;

  /** Connects to a Milvus without authentication. */
  public MilvusUser(String uri) {
    this(uri, "");
  }

  /** Connects to a Milvus without authentication; the interceptors see each call. */
  public MilvusUser(String uri, List<ClientInterceptor> interceptors) {
    this(builder(uri).usePlaintext().intercept(interceptors), "");
  }

  /**
   * Connects with credentials.
   *
   * @param token {@code user:password}, or empty
   */
  public MilvusUser(String uri, String token) {
    this(builder(uri).usePlaintext(), token);
  }

  /**
   * Connects with credentials and a client certificate, over TLS.
   *
   * @param certificates the authority of the server certificate and the client certificate
   */
  public MilvusUser(String uri, String token, Certificates certificates) {
    this(
        builder(uri)
            .sslContext(certificates.client("user"))
            .overrideAuthority(MilvusServer.TLS_NAME),
        token);
  }

  private static NettyChannelBuilder builder(String uri) {
    URI target = URI.create(uri);
    return NettyChannelBuilder.forAddress(target.getHost(), target.getPort());
  }

  private MilvusUser(NettyChannelBuilder builder, String token) {
    channel = builder.build();
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8)));
    }
    stub =
        MilvusServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Returns a name that no other test uses. */
  public static String uniqueName(String prefix) {
    return prefix + "_" + UUID.randomUUID().toString().substring(0, 8);
  }

  boolean answers() {
    try {
      call(s -> s.listDatabases(ListDatabasesRequest.getDefaultInstance()).getStatus());
      return true;
    } catch (StatusRuntimeException e) {
      channel.resetConnectBackoff();
      // Servers of 2.2 have no databases, and say so once they answer.
      return e.getStatus().getCode() == Code.UNIMPLEMENTED;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** Returns the version that the server reports. */
  public String version() {
    GetVersionResponse answer =
        stub.withDeadlineAfter(10, TimeUnit.SECONDS)
            .getVersion(GetVersionRequest.getDefaultInstance());
    check(answer.getStatus());
    return answer.getVersion();
  }

  /** Creates a collection with an index and these partitions, none of them loaded. */
  public void createCollection(String collection, String... partitions) {
    createCollectionWithoutIndex(collection, false, partitions);
    call(s -> s.createIndex(MilvusRequests.index(collection)));
  }

  /** Creates a collection that can't be loaded, optionally with a partition key. */
  public void createCollectionWithoutIndex(
      String collection, boolean partitionKey, String... partitions) {
    call(s -> s.createCollection(MilvusRequests.create(collection, partitionKey)));
    Arrays.stream(partitions).forEach(partition -> createPartition(collection, partition));
  }

  public void createPartition(String collection, String partition) {
    call(
        s ->
            s.createPartition(
                CreatePartitionRequest.newBuilder()
                    .setCollectionName(collection)
                    .setPartitionName(partition)
                    .build()));
  }

  public void createAlias(String alias, String collection) {
    call(
        s ->
            s.createAlias(
                CreateAliasRequest.newBuilder()
                    .setAlias(alias)
                    .setCollectionName(collection)
                    .build()));
  }

  public void moveAlias(String alias, String collection) {
    call(
        s ->
            s.alterAlias(
                AlterAliasRequest.newBuilder()
                    .setAlias(alias)
                    .setCollectionName(collection)
                    .build()));
  }

  public void createDatabase(String database) {
    call(s -> s.createDatabase(CreateDatabaseRequest.newBuilder().setDbName(database).build()));
  }

  public void dropCollection(String collection) {
    call(
        s ->
            s.dropCollection(
                DropCollectionRequest.newBuilder().setCollectionName(collection).build()));
  }

  public void load(String collection, String... partitions) {
    call(
        s ->
            s.loadPartitions(
                LoadPartitionsRequest.newBuilder()
                    .setCollectionName(collection)
                    .addAllPartitionNames(List.of(partitions))
                    .setReplicaNumber(1)
                    .build()));
  }

  public void loadCollection(String collection) {
    call(
        s ->
            s.loadCollection(
                LoadCollectionRequest.newBuilder()
                    .setCollectionName(collection)
                    .setReplicaNumber(1)
                    .build()));
  }

  /**
   * Inserts a row and flushes it, so that a query finds it, and returns when it is in a segment
   * that a load has to read.
   *
   * @param id the key of the row, whose vector is 1, 0, 0, 0
   */
  public void insert(String collection, String partition, long id) {
    MutationResult inserted =
        stub.withDeadlineAfter(30, TimeUnit.SECONDS)
            .insert(MilvusRequests.insert(collection, partition, id));
    check(inserted.getStatus());
    FlushResponse flushing =
        ask(
            s -> s.flush(FlushRequest.newBuilder().addCollectionNames(collection).build()),
            FlushResponse::getStatus);
    GetFlushStateRequest flushed =
        GetFlushStateRequest.newBuilder()
            .setCollectionName(collection)
            .addAllSegmentIDs(
                flushing
                    .getCollSegIDsOrDefault(collection, LongArray.getDefaultInstance())
                    .getDataList())
            .setFlushTs(flushing.getCollFlushTsOrDefault(collection, 0))
            .build();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                ask(s -> s.getFlushState(flushed), GetFlushStateResponse::getStatus).getFlushed());
  }

  /** Returns the keys of the rows that a query over all loaded partitions finds. */
  public Set<Long> query(String collection) {
    QueryResults found =
        stub.withDeadlineAfter(10, TimeUnit.SECONDS)
            .query(
                QueryRequest.newBuilder()
                    .setCollectionName(collection)
                    .setExpr("id >= 0")
                    .addOutputFields("id")
                    .setGuaranteeTimestamp(1)
                    .build());
    check(found.getStatus());
    return found.getFieldsDataList().stream()
        .filter(field -> field.getFieldName().equals("id"))
        .flatMap(field -> field.getScalars().getLongData().getDataList().stream())
        .collect(Collectors.toSet());
  }

  public void release(String collection, String... partitions) {
    call(
        s ->
            s.releasePartitions(
                ReleasePartitionsRequest.newBuilder()
                    .setCollectionName(collection)
                    .addAllPartitionNames(List.of(partitions))
                    .build()));
  }

  /** Returns the {@code get_load_state} of a partition: NotExist, NotLoad, Loading or Loaded. */
  public String loadState(String collection, String... partition) {
    GetLoadStateResponse answer =
        stub.withDeadlineAfter(10, TimeUnit.SECONDS)
            .getLoadState(
                GetLoadStateRequest.newBuilder()
                    .setCollectionName(collection)
                    .addAllPartitionNames(List.of(partition))
                    .build());
    check(answer.getStatus());
    return answer.getState().name().replace("LoadState", "");
  }

  /** Returns the load state of every partition, by name. */
  public Map<String, String> loadStates(String collection) {
    Map<String, String> states = new TreeMap<>();
    stub.withDeadlineAfter(10, TimeUnit.SECONDS)
        .showPartitions(ShowPartitionsRequest.newBuilder().setCollectionName(collection).build())
        .getPartitionNamesList()
        .forEach(name -> states.put(name, loadState(collection, name)));
    return states;
  }

  void call(Function<MilvusServiceBlockingStub, Status> rpc) {
    check(rpc.apply(stub.withDeadlineAfter(30, TimeUnit.SECONDS)));
  }

  /** Returns an answer, if it is no error. */
  <T> T ask(Function<MilvusServiceBlockingStub, T> rpc, Function<T, Status> status) {
    T answer = rpc.apply(stub.withDeadlineAfter(30, TimeUnit.SECONDS));
    check(status.apply(answer));
    return answer;
  }

  private static void check(Status status) {
    if (status.getCode() != 0 || status.getErrorCode() != ErrorCode.Success) {
      throw new IllegalStateException("Milvus: " + status.getReason());
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
