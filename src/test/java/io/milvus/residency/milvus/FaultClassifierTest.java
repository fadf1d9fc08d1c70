package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.milvus.grpc.ErrorCode;
import io.milvus.grpc.Status;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts from Milvus and gRPC. Servers 2.3.0 to 2.3.5 sent those above the blank line; the others
 * are from the sources of Milvus.
 */
class FaultClassifierTest {

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final String TRACE =
      """
      stack trace: /go/src/milvus/pkg/tracer/stack_trace.go:51 milvus/pkg/tracer.StackTrace
      /go/src/milvus/internal/util/grpcclient/client.go:550 grpcclient.(*ClientBase[...]).Call
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      100   | COLLECTION_NOT_FOUND     | collection not found[database=nodb][collection=q2]
      100   | COLLECTION_NOT_FOUND     | can't find collection collection not found[database=default][collection=q2]
      100   | COLLECTION_NOT_FOUND     | failed to get channels, collection not loaded: collection not found[collection=445]
      65535 | COLLECTION_NOT_FOUND     | collection=470754574640873537: collection not found
      65535 | COLLECTION_NOT_FOUND     | collection default:never: collection not found
      200   | PARTITION_NOT_FOUND      | partition not found[partition=zz]
      700   | INDEX_NOT_FOUND          | index not found[collection=q2]
      65535 | INDEX_NOT_FOUND          | there is no vector index on field: [x], please create index firstly
      800   | DATABASE_NOT_FOUND       | database not found[database=nodb]
      1100  | LOAD_SETTINGS_MISMATCH   | can't change the replica number for loaded partitions: invalid parameter[expected=1][actual=2]
      1100  | LOAD_SETTINGS_MISMATCH   | can't change the resource groups for loaded partitions: invalid parameter[expected=[a]][actual=[b]]
      65535 | NOT_ENOUGH_NODES         | nodes not enough
      1100  | RESOURCE_GROUP_NOT_FOUND | given resource group not found: invalid parameter[expected=created resource group(s)][actual=nope]
      65535 | PARTITION_KEY_COLLECTION | disable load partitions if partition key mode is used
      65535 | PARTITION_KEY_COLLECTION | disable release partitions if partition key mode is used
      65535 | INSUFFICIENT_MEMORY             | load segment failed, OOM if load, maxSegmentSize = 1.02 MB, concurrency = 1, memUsage = 72.1 MB, predictMemUsage = 73.1 MB, totalMem = 24105.6 MB thresholdFactor = 0.001000
      65535 | INSUFFICIENT_MEMORY             | show collection failed: load segment failed, OOM if load
      65535 | NOT_READY                | empty grpc client: find no available rootcoord, check rootcoord state
      65535 | NOT_READY                | empty grpc client: failed to connect 192.0.2.2:46421, reason: connection error: desc = "transport: error while dialing: dial tcp 192.0.2.2:46421: connect: connection refused"
      8     | RATE_LIMITED             | request is rejected by grpc RateLimiter middleware, please retry later: rate limit exceeded[rate=1]
      65535 | UNEXPECTED               | failed to load partition, due to no partition specified
      1100  | UNEXPECTED               | Invalid collection name: 1-a.
      101   | UNEXPECTED               | collection not loaded[collection=445]
      201   | UNEXPECTED               | partition not loaded[partition=446]
      1100  | UNEXPECTED               | invalid parameter[expected=any parttiion][actual=empty partition list]
      65535 | UNEXPECTED               | partition cannot be dropped, partition is loaded, please release it first
      400   | UNEXPECTED               | failed to get replicas by collection: replica not found[replica=445]

      65535 | PARTITION_KEY_COLLECTION | disable load partitions if partition key mode is used: invalid parameter
      1100  | PARTITION_KEY_COLLECTION | disable load partitions if partition key mode is used: invalid parameter
      1100  | PARTITION_KEY_COLLECTION | disable release partitions if partition key mode is used: invalid parameter
      65535 | LOAD_SETTINGS_MISMATCH   | replica=[3] resource group=[rg1,rg2], resource group num can only be 0, 1 or same as replica number
      1100  | LOAD_SETTINGS_MISMATCH   | replica=[3] resource group=[rg1,rg2], resource group num can only be 0, 1 or same as replica number: invalid parameter
      1100  | LOAD_SETTINGS_MISMATCH   | can't change the load field list for loaded collection: invalid parameter[expected=[1 2]][actual=[1]]
      300   | RESOURCE_GROUP_NOT_FOUND | resource group not found[rg=nope]
      100   | COLLECTION_NOT_FOUND     | can't find collection[database=default][collection=q2]
      65535 | STANDBY_CLUSTER          | cluster is not primary, cannot do any DDL/DCL
      201   | INSUFFICIENT_MEMORY             | segment request resource failed[resourceType=Memory]: partition not loaded[partition=105]
      201   | INSUFFICIENT_DISK               | segment request resource failed[resourceType=Disk]: partition not loaded[partition=105]
      201   | INSUFFICIENT_DISK               | disk limit exceeded[predict(MB)=9][limit(MB)=8]: partition not loaded[partition=105]
      3     | INSUFFICIENT_MEMORY             | memory limit exceeded[predict(MB)=9][limit(MB)=8]
      12    | INSUFFICIENT_MEMORY             | service resource insufficient
      605   | INSUFFICIENT_MEMORY             | segment request resource failed[resourceType=Memory]
      605   | INSUFFICIENT_DISK               | segment request resource failed[resourceType=Disk]
      7     | INSUFFICIENT_DISK               | disk limit exceeded[predict(MB)=9][limit(MB)=8]
      65535 | INSUFFICIENT_DISK               | load segment failed, disk space is not enough, diskUsage = 9 MB
      12    | NOT_ENOUGH_NODES         | service resource insufficient[currentStreamingNode=1][expectedStreamingNode=2]
      304   | NOT_ENOUGH_NODES         | resource group node not enough[rg=rg1][currentNodeNum=1][expectedNodeNum=2]
      1     | NOT_READY                | service not ready[rootcoord=1]: Initializing
      65537 | NOT_READY                | service not ready[rootcoord=1]: Initializing
      2     | NOT_READY                | service unavailable
      2     | NOT_READY                | wait current target updated timeout: service unavailable
      6     | NOT_READY                | cross cluster routing[expectCluster=a][actualCluster=b]
      1     | NOT_READY                | failed to show partitions: service not ready[querycoord=1]: Initializing
      65535 | BUSY                     | failed to show partitions
      1100  | BUSY                     | failed to show partitions: invalid parameter
      103   | BUSY                     | collection not fully loaded[collection=445]
      106   | BUSY                     | collection on recovering[collection=445]
      202   | BUSY                     | partition not fully loaded[partition=446]
      10000 | TIMED_OUT                | context canceled
      10001 | TIMED_OUT                | context deadline exceeded
      65535 | TIMED_OUT                | failed to load: context deadline exceeded
      65544 | RATE_LIMITED             | request is rejected by grpc RateLimiter middleware, please retry later
      4     | RATE_LIMITED             | request limit exceeded[limit=1024]
      9     | QUOTA_EXCEEDED           | quota exceeded[reason=access has been disabled by the administrator]
      65535 | UNEXPECTED               | unexpected error
      1001  | UNEXPECTED               | IO failed
      """)
  void classifiesAnswersOfMilvus(int code, Fault fault, String reason) {
    Status answer = Status.newBuilder().setCode(code).setReason(reason).build();

    assertThat(FaultClassifier.failed(answer)).isTrue();
    assertThat(FaultClassifier.of(answer).fault()).isEqualTo(fault);
    assertThat(FaultClassifier.of(answer)).hasMessageContaining(reason);
  }

  /** Simulates a server 2.3.0, which sets no other code. */
  @Test
  @SuppressWarnings("deprecation")
  void classifiesByTextBesideOlderCode() {
    Status answer =
        Status.newBuilder()
            .setErrorCode(ErrorCode.UnexpectedError)
            .setReason("index doesn't exist, collectionID 445")
            .build();

    assertThat(FaultClassifier.of(answer).fault()).isEqualTo(Fault.INDEX_NOT_FOUND);
  }

  @Test
  void acceptsSuccess() {
    assertThat(FaultClassifier.failed(Status.getDefaultInstance())).isFalse();
  }

  @Test
  void acceptsIgnoredAlterLoadConfig() {
    Status answer =
        Status.newBuilder().setCode(65535).setReason("Ignored alter load config").build();

    assertThat(FaultClassifier.failed(answer)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "RateLimit, RATE_LIMITED",
    "ForceDeny, QUOTA_EXCEEDED",
    "InsufficientMemoryToLoad, INSUFFICIENT_MEMORY",
    "DiskQuotaExhausted, INSUFFICIENT_DISK",
    "NotReadyServe, NOT_READY",
    "NoReplicaAvailable, BUSY",
    "IndexNotExist, INDEX_NOT_FOUND",
    "CollectionNotExists, COLLECTION_NOT_FOUND",
    "PermissionDenied, FORBIDDEN",
    "UnexpectedError, UNEXPECTED",
  })
  @SuppressWarnings("deprecation")
  void classifiesByOlderCode(ErrorCode code, Fault fault) {
    Status answer = Status.newBuilder().setErrorCode(code).build();

    assertThat(FaultClassifier.failed(answer)).isTrue();
    assertThat(FaultClassifier.of(answer).fault()).isEqualTo(fault);
    assertThat(FaultClassifier.of(answer)).hasMessageContaining("no reason given");
  }

  @Test
  @SuppressWarnings("deprecation")
  void prefersTheNewerCode() {
    Status answer = Status.newBuilder().setCode(200).setErrorCode(ErrorCode.MetaFailed).build();
    Status vague = Status.newBuilder().setCode(65535).setErrorCode(ErrorCode.RateLimit).build();

    assertThat(FaultClassifier.of(answer).fault()).isEqualTo(Fault.PARTITION_NOT_FOUND);
    assertThat(FaultClassifier.of(vague).fault()).isEqualTo(Fault.UNEXPECTED);
  }

  @Test
  void usesOnlyTextsThatNoNameContains() {
    for (Fault fault : Fault.values()) {
      assertThat(
              Stream.concat(
                  FaultTable.seen(fault).stream(), FaultTable.fromSources(fault).stream()))
          .filteredOn(FaultPattern.Text.class::isInstance)
          .allSatisfy(
              pattern ->
                  assertThat(((FaultPattern.Text) pattern).part()).containsPattern("[ =\\[]"));
    }
  }

  @Test
  void readsErrorAfterStackTrace() {
    MilvusException fault = refused(TRACE + ": empty grpc client: find no available rootcoord");

    assertThat(fault.fault()).isEqualTo(Fault.NOT_READY);
    assertThat(fault)
        .hasMessageContaining("(Milvus: empty grpc client: find no available rootcoord, code 65535")
        .hasMessageNotContaining(".go:");
  }

  @Test
  void readsErrorBeforeStackTrace() {
    MilvusException fault = refused("syncTimestamp Failed: nodes not enough: " + TRACE);

    assertThat(fault.fault()).isEqualTo(Fault.NOT_ENOUGH_NODES);
    assertThat(fault)
        .hasMessageContaining("(Milvus: syncTimestamp Failed: nodes not enough, code 65535")
        .hasMessageNotContaining(".go:");
  }

  @Test
  void showsOneShortLine() {
    MilvusException fault = refused("first\nsecond " + "x".repeat(5_000));

    assertThat(fault.getMessage()).contains("first").doesNotContain("\n").hasSizeLessThan(400);
  }

  @Test
  void replacesUnprintableCharacters() {
    MilvusException fault = refused("a\u0007b\u001b[31mc\u202ed\u0085e \ud83d\ude00".repeat(100));

    assertThat(fault.getMessage())
        .contains("a b [31mc d e \ud83d\ude00")
        .hasSizeLessThan(450)
        .matches("[^\\p{Cntrl}\\p{Cf}\\p{Cs}]+");
  }

  /** Texts that once took minutes, overflowed the stack, or took quadratic time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "/",
        ":",
        " ",
        "stack trace:",
        "stack trace: ",
        ".go:1",
        "a.go:1 ",
        "/go/src/milvus/a.go:51 milvus.Call\n",
        "\n",
        "\u0000"
      })
  void readsOnlyTheBeginningOfLongText(String part) {
    String text = part.repeat(2_000_000 / part.length());

    MilvusException fault = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> refused(text));

    assertThat(fault.getMessage()).hasSizeLessThan(400);
    assertThat(
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> FaultClassifier.of(ended("UNKNOWN", text), DEADLINE))
                .getMessage())
        .hasSizeLessThan(400);
  }

  @Test
  void endsOnCyclicCauses() {
    IOException first = new IOException("first");
    first.initCause(new IOException("certificate has expired", first));
    StatusRuntimeException ended =
        io.milvus.shaded.io.grpc.Status.UNAVAILABLE.withCause(first).asRuntimeException();

    assertThat(FaultClassifier.of(ended, DEADLINE)).hasMessageContaining("certificate has expired");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      UNAVAILABLE       | UNREACHABLE         | io exception
      DEADLINE_EXCEEDED | TIMED_OUT           | deadline exceeded after 4.9s
      UNAUTHENTICATED   | UNAUTHENTICATED     | auth check failure, please check username and password are correct
      UNAUTHENTICATED   | UNAUTHENTICATED     | auth check failure, please check api key is correct
      UNAUTHENTICATED   | UNAUTHENTICATED     | missing authorization in header
      PERMISSION_DENIED | FORBIDDEN           | PrivilegeLoad: permission deny to op
      PERMISSION_DENIED | FORBIDDEN           | PrivilegeGetLoadState: permission deny to op in the `default` database
      UNIMPLEMENTED     | UNSUPPORTED_VERSION | unknown method ShowPartitions for service milvus.proto.milvus.MilvusService
      RESOURCE_EXHAUSTED| RATE_LIMITED        | too many requests
      RESOURCE_EXHAUSTED| INVALID_ANSWER      | gRPC message exceeds maximum size 4194304: 5000000
      RESOURCE_EXHAUSTED| INVALID_ANSWER      | Decompressed gRPC message exceeds maximum size 4194304
      CANCELLED         | INVALID_ANSWER      | Failed to read message.
      CANCELLED         | UNREACHABLE         | call already cancelled
      INTERNAL          | UNEXPECTED          | stream terminated by RST_STREAM
      UNKNOWN           | RATE_LIMITED        | request is rejected by grpc RateLimiter middleware, please retry later, req: LoadPartitions
      UNKNOWN           | UNEXPECTED          | panic
      """)
  void classifiesStatusesOfGrpc(
      io.milvus.shaded.io.grpc.Status.Code code, Fault fault, String description) {
    assertThat(FaultClassifier.of(ended(code.name(), description), DEADLINE).fault())
        .isEqualTo(fault);
  }

  private static StatusRuntimeException ended(String code, String description) {
    return io.milvus.shaded.io.grpc.Status.Code.valueOf(code)
        .toStatus()
        .withDescription(description)
        .asRuntimeException();
  }

  @Test
  void showsTheCauseOfConnectionFailure() {
    StatusRuntimeException ended =
        io.milvus.shaded.io.grpc.Status.UNAVAILABLE
            .withDescription("io exception")
            .withCause(new IOException("finishConnect", new IOException("Connection refused")))
            .asRuntimeException();

    assertThat(FaultClassifier.of(ended, DEADLINE)).hasMessageContaining("(Connection refused)");
  }

  @Test
  void saysHowLongTheCallWaited() {
    StatusRuntimeException ended =
        io.milvus.shaded.io.grpc.Status.DEADLINE_EXCEEDED.asRuntimeException();

    assertThat(FaultClassifier.of(ended, DEADLINE))
        .hasMessageStartingWith("Milvus did not answer")
        .hasMessageEndingWith("(waited 5 s)");
  }

  private static MilvusException refused(String reason) {
    return FaultClassifier.of(Status.newBuilder().setCode(65535).setReason(reason).build());
  }
}
