package io.milvus.residency.testkit.milvus;

import static io.milvus.residency.testkit.milvus.MilvusEra.JOBS;
import static io.milvus.residency.testkit.milvus.MilvusEra.LATE_JOBS;
import static io.milvus.residency.testkit.milvus.MilvusEra.WAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milvus.grpc.DescribeCollectionRequest;
import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadingProgressRequest;
import io.milvus.grpc.GetQuerySegmentInfoRequest;
import io.milvus.grpc.GetReplicasRequest;
import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.grpc.LoadState;
import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.grpc.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.milvus.grpc.QueryRequest;
import io.milvus.grpc.ReplicaInfo;
import io.milvus.grpc.Status;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.shaded.io.grpc.ManagedChannel;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The answers of a scripted server in each era. What a server 2.3.5 answers was seen there. The
 * texts of the write-ahead log were seen on the coordinator of 3.0, and those of the later jobs
 * were read in the source of 2.4.24, 2.5.27 and 2.6.5, if a test says nothing else.
 */
@ParameterizedClass
@EnumSource
class ScriptedMilvusTest {

  private static final String NAME = "articles";
  private static final String DEFAULT = "__default_resource_group";
  private static final String SHORT = "segment request resource failed[resourceType=Memory]";

  private final MilvusEra era;
  private final ScriptedMilvus server;
  private final MilvusUser user;
  private final ManagedChannel channel;
  private final MilvusServiceBlockingStub stub;

  ScriptedMilvusTest(MilvusEra era) {
    this.era = era;
    server = new ScriptedMilvus(era);
    user = new MilvusUser(server.uri());
    URI uri = URI.create(server.uri());
    channel = NettyChannelBuilder.forAddress(uri.getHost(), uri.getPort()).usePlaintext().build();
    stub = MilvusServiceGrpc.newBlockingStub(channel);
  }

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    server.addResourceGroup("rg1", 1);
    server.addResourceGroup("rg2", 1);
    user.createCollection(NAME, "a", "b", "x");
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    user.close();
    server.close();
  }

  @Test
  void tellsReplicas() {
    assertThat(groups()).isEmpty();
    assertThat(replicasCode()).isEqualTo(era == JOBS ? 400 : 0);

    user.load(NAME, "a");

    assertThat(replicasCode()).isEqualTo(era == JOBS ? 100 : 0);
    user.loadState(NAME, "a");
    assertThat(groups()).containsExactly(DEFAULT);
  }

  @Test
  void keepsOnlyTheNumberOfCallsIfToldSo() {
    server.countOnly();
    int kept = server.received().size();

    user.load(NAME, "a");
    user.loadState(NAME, "a");

    assertThat(server.received()).hasSize(kept);
    assertThat(server.counts())
        .containsEntry("CreatePartition", 3L)
        .containsEntry("LoadPartitions", 1L)
        .containsEntry("GetLoadState", 1L);
  }

  @Test
  void refusesUnknownGroup() {
    assertThat(load(1, "nope", "a"))
        .isEqualTo(
            era == JOBS
                ? "1100 given resource group not found: invalid parameter[expected=created resource"
                    + " group(s)][actual=nope]"
                : "300 resource group not found[rg=nope]");
  }

  /** The codes of the jobs are inferred. */
  @Test
  void refusesUnevenGroups() {
    String text = "resource group num can only be 0, 1 or same as replica number";

    assertThat(load(3, "rg1,rg2", "a"))
        .isEqualTo(
            era == WAL
                ? "1100 replica=[3] resource group=[rg1,rg2], " + text + ": invalid parameter"
                : "65535 " + text);
  }

  @Test
  void refusesOtherNumberOfReplicas() {
    user.load(NAME, "a");

    assertThat(load(2, "", "b"))
        .isEqualTo(
            "1100 can't change the replica number for loaded partitions: invalid"
                + " parameter[expected=1][actual=2]");
  }

  /** 304 of the later jobs is inferred. */
  @Test
  void refusesMoreReplicasThanNodes() {
    assertThat(load(2, "rg1", "a"))
        .isEqualTo(
            era == JOBS
                ? "65535 nodes not enough"
                : "304 resource group node not enough"
                    + "[rg=rg1][currentNodeNum=1][expectedNodeNum=2]");
  }

  @Test
  void checksNodesAtEachLoadInWalOnly() {
    user.load(NAME, "a");
    server.moveReplicas(NAME, "rg1");
    server.addResourceGroup("rg1", 0);

    assertThat(load(1, "rg1", "b")).startsWith(era == WAL ? "304 " : "0 ");
  }

  @Test
  void movesReplicasToGroupsOfLoadInWalOnly() {
    assertThat(load(1, "rg1", "a")).isEqualTo("0 ");

    String other = load(1, "rg2", "b");
    List<String> after = groups();
    String unnamed = load(1, "", "a");

    assertThat(List.of(code(other), code(unnamed)))
        .isEqualTo(
            switch (era) {
              case JOBS -> List.of("1100", "0");
              case LATE_JOBS -> List.of("1100", "1100");
              case WAL -> List.of("0", "0");
            });
    if (era == WAL) {
      assertThat(after).containsExactly("rg2");
      assertThat(groups()).containsExactly(DEFAULT);
      assertThat(state("a", "b")).isEqualTo(LoadState.LoadStateLoading);
    }
  }

  @Test
  void changesReplicasWithoutLoad() {
    user.load(NAME, "a");
    user.loadState(NAME, "a");

    server.moveReplicas(NAME, "rg1", "rg2");

    assertThat(groups()).containsExactly("rg1", "rg2");
    assertThat(state("a")).isEqualTo(LoadState.LoadStateLoaded);
    assertThat(load(1, "", "b")).startsWith("1100 ").contains("expected=2", "actual=1");
    assertThat(load(2, "rg1,rg2", "b")).isEqualTo("0 ");
  }

  /** From the source of 2.4.11 to 2.5; other servers ignore the fields or take them. */
  @Test
  void refusesOtherFieldsInLateJobsOnly() {
    user.load(NAME, "a");
    LoadPartitionsRequest request =
        LoadPartitionsRequest.newBuilder()
            .setCollectionName(NAME)
            .addPartitionNames("b")
            .addLoadFields("id")
            .build();

    assertThat(text(stub.loadPartitions(request)))
        .startsWith(
            era == LATE_JOBS ? "1100 can't change the load field list for loaded collec" : "0 ");
    server.setVersion("v2.6.5");
    assertThat(text(stub.loadPartitions(request))).isEqualTo("0 ");
  }

  @Test
  void tellsFailureByProgressAndBefore24ByState() {
    server.setCourse("x", LoadCourse.until(SHORT, 0, 50));
    user.load(NAME, "a");
    user.load(NAME, "x");
    assertThat(state("x")).isEqualTo(LoadState.LoadStateLoading);

    for (boolean gone : List.of(false, true)) {
      if (gone) {
        await().until(() -> progress("x").startsWith(era == JOBS ? "65535" : "201"));
      }
      assertThat(progress("b"))
          .matches(
              era == JOBS
                  ? "65535 \\Q" + SHORT + "\\E"
                  : "201 \\Q" + SHORT + "\\E: partition not loaded\\[partition=\\d+]");
      assertThat(stateCode("b")).isEqualTo(era == JOBS ? 65535 : 0);
    }
    user.release(NAME, "x");
    assertThat(progress("b")).matches("201 partition not loaded\\[partition=\\d+]");
  }

  @Test
  void tellsProgress() {
    server.setCourse(LoadCourse.of(0, 40, 80));
    user.load(NAME, "a");

    assertThat(List.of(progress("a"), progress("a"), progress("a")))
        .containsExactly("0", "40", "80");
    user.release(NAME, "a");
    assertThat(text(stub.getLoadingProgress(progressOf()).getStatus()))
        .startsWith("101 collection not loaded");
  }

  /** Seen on 2.3.5, but not for a first load; from 2.4.6 on from the source. */
  @Test
  void servesLaterLoadLateInJobsOnly() {
    user.insert(NAME, "a", 1);
    user.insert(NAME, "b", 2);
    user.load(NAME, "a");
    user.loadState(NAME, "a");
    assertThat(held()).isEqualTo(1);

    user.load(NAME, "b");
    user.loadState(NAME, "a", "b");

    assertThat(held()).isEqualTo(era == JOBS ? 1 : 2);
    await().until(() -> held() == 2);
  }

  /** From the source of 2.6.7 to 3.0, where a release waits at most 60 s for its nodes. */
  @Test
  void holdsRowsAfterRelease() {
    server.setLooksUntilFreed(2);
    user.insert(NAME, "a", 1);
    user.load(NAME, "a");
    user.loadState(NAME, "a");
    assertThat(held()).isEqualTo(1);

    user.release(NAME, "a");

    assertThat(state("a")).isEqualTo(LoadState.LoadStateNotLoad);
    assertThat(List.of(held(), held(), held())).containsExactly(1, 1, 0);
  }

  /** From the source of 2.6.6 to 2.6.15; 2.6.16 and 3.0 answer. */
  @Test
  void searchesFailDuringLoadInEarlyWalOnly() {
    assertThat(query()).isEqualTo(101);
    user.load(NAME, "a");
    user.loadState(NAME, "a");
    server.setPollsUntilLoaded(2);

    user.load(NAME, "b");

    assertThat(query()).isEqualTo(era == WAL ? 103 : 0);
    server.setVersion("v2.6.16");
    assertThat(query()).isZero();
  }

  @Test
  void describesMissingCollection() {
    assertThat(
            text(
                stub.describeCollection(
                        DescribeCollectionRequest.newBuilder()
                            .setDbName("default")
                            .setCollectionName("none")
                            .build())
                    .getStatus()))
        .isEqualTo(
            "100 can't find collection"
                + (era == JOBS ? " collection not found" : "")
                + "[database=default][collection=none]");
  }

  /** Code 1100 from the source of 2.6.20 and 3.0. */
  @Test
  void refusesCollectionWithPartitionKey() {
    user.createCollectionWithoutIndex("tenants", true);
    LoadPartitionsRequest request =
        LoadPartitionsRequest.newBuilder().setCollectionName("tenants").build();
    String text = "disable load partitions if partition key mode is used";

    assertThat(text(stub.loadPartitions(request))).isEqualTo("65535 " + text);
    server.setVersion("v2.6.20");
    assertThat(text(stub.loadPartitions(request))).isEqualTo("1100 " + text);
  }

  /** From the source of 2.6.7 to 3.0, where changes wait for a lock on the collection. */
  @Test
  void loadThatWaitsForLockChangesNothingAfterItsDeadline() {
    CompletableFuture<Void> lock = server.lock("LoadPartitions");
    LoadPartitionsRequest request =
        LoadPartitionsRequest.newBuilder().setCollectionName(NAME).addPartitionNames("a").build();

    assertThatThrownBy(() -> stub.withDeadlineAfter(1, TimeUnit.SECONDS).loadPartitions(request))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("DEADLINE_EXCEEDED");
    var waiting = MilvusServiceGrpc.newFutureStub(channel).loadPartitions(request);
    await().until(() -> server.received("LoadPartitions").size() == 2);
    assertThat(state("a")).isEqualTo(LoadState.LoadStateNotLoad);
    lock.complete(null);

    await().until(waiting::isDone);
    assertThat(state("a")).isEqualTo(LoadState.LoadStateLoaded);
  }

  private String load(int replicas, String groups, String partition) {
    LoadPartitionsRequest.Builder request =
        LoadPartitionsRequest.newBuilder()
            .setCollectionName(NAME)
            .addPartitionNames(partition)
            .setReplicaNumber(replicas);
    if (!groups.isEmpty()) {
      request.addAllResourceGroups(List.of(groups.split(",")));
    }
    return text(stub.loadPartitions(request.build()));
  }

  private List<String> groups() {
    return stub
        .getReplicas(GetReplicasRequest.newBuilder().setCollectionName(NAME).build())
        .getReplicasList()
        .stream()
        .map(ReplicaInfo::getResourceGroupName)
        .toList();
  }

  private int replicasCode() {
    return stub.getReplicas(GetReplicasRequest.newBuilder().setCollectionName(NAME).build())
        .getStatus()
        .getCode();
  }

  private LoadState state(String... partitions) {
    return stub.getLoadState(stateOf(partitions)).getState();
  }

  private int stateCode(String partition) {
    return stub.getLoadState(stateOf(partition)).getStatus().getCode();
  }

  private static GetLoadStateRequest stateOf(String... partitions) {
    return GetLoadStateRequest.newBuilder()
        .setCollectionName(NAME)
        .addAllPartitionNames(List.of(partitions))
        .build();
  }

  private String progress(String partition) {
    var answer = stub.getLoadingProgress(progressOf(partition));
    return answer.getStatus().getCode() == 0
        ? Long.toString(answer.getProgress())
        : text(answer.getStatus());
  }

  private static GetLoadingProgressRequest progressOf(String... partitions) {
    return GetLoadingProgressRequest.newBuilder()
        .setCollectionName(NAME)
        .addAllPartitionNames(List.of(partitions))
        .build();
  }

  private int held() {
    return stub.getQuerySegmentInfo(
            GetQuerySegmentInfoRequest.newBuilder().setCollectionName(NAME).build())
        .getInfosCount();
  }

  private int query() {
    return stub.query(QueryRequest.newBuilder().setCollectionName(NAME).build())
        .getStatus()
        .getCode();
  }

  private static String code(String text) {
    return text.substring(0, text.indexOf(' '));
  }

  private static String text(Status status) {
    return status.getCode() + " " + status.getReason();
  }
}
