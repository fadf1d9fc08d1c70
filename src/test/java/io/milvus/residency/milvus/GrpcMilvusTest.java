package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.failure;
import static io.milvus.residency.milvus.ContractServer.fault;
import static io.milvus.residency.milvus.ContractServer.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.MilvusScript;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import io.milvus.shaded.io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Behavior that only a server that misbehaves on demand can show. */
class GrpcMilvusTest {

  private static final String NAME = "articles";
  private static final List<String> A = List.of("a");
  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final Deadlines DEADLINES =
      new Deadlines(PATIENCE, PATIENCE, PATIENCE.multipliedBy(5));

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final ContractServer warm = new ContractServer(server.uri(), Deadlines.DEFAULT);
  private final ContractServer side = new ContractServer(server.uri(), DEADLINES);

  @BeforeEach
  void provision() throws MilvusException {
    warm.user().createCollection(NAME, "a");
    warm.look(NAME);
  }

  @AfterEach
  void close() {
    warm.close();
    side.close();
    server.close();
  }

  @Test
  void failsAtOnceWhenConnectionIsRefused() {
    server.stop();

    MilvusException refused = failure(look());

    assertThat(refused.fault()).isEqualTo(Fault.UNREACHABLE);
    assertThat(refused).hasMessageContaining("refused").hasMessageContaining("milvus.uri");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetVersion", "DescribeCollection", "ShowPartitions", "GetReplicas"})
  void waitsNoLongerThanTheDeadline(String method) throws MilvusException {
    warm.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);
    server.silence(method);

    assertThat(fault(() -> timed(PATIENCE, PATIENCE.multipliedBy(4), look())))
        .isEqualTo(Fault.TIMED_OUT);
  }

  @Test
  void waitsLongerForReleases() throws MilvusException {
    side.look(NAME);
    server.delay("ReleasePartitions", PATIENCE.multipliedBy(2));
    side.milvus().release(NAME, A);
    server.delay("LoadPartitions", PATIENCE.multipliedBy(2));

    assertThat(
            fault(
                () -> side.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH)))
        .isEqualTo(Fault.TIMED_OUT);
  }

  @Test
  void makesEachCallOnce() throws MilvusException {
    server.fail("LoadPartitions", Status.UNAVAILABLE);

    assertThat(
            fault(
                () -> warm.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH)))
        .isEqualTo(Fault.UNREACHABLE);

    assertThat(server.received("LoadPartitions")).hasSize(1);
  }

  /** Stops the server for so long that gRPC alone would wait some more seconds to reconnect. */
  @Test
  void reconnectsAsSoonAsTheServerIsBack() throws MilvusException {
    ObservedCollection before = warm.look(NAME);
    server.stop();
    await()
        .during(Duration.ofMillis(6500))
        .until(() -> fault(() -> warm.look(NAME)), Fault.UNREACHABLE::equals);
    server.start();

    await()
        .atMost(Duration.ofMillis(900))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(warm.look(NAME)).isEqualTo(before));
  }

  @Test
  void sendsManyNamesInBatches() throws MilvusException {
    List<String> names = IntStream.range(0, 2001).mapToObj(i -> "p" + i).toList();
    names.forEach(name -> warm.user().createPartition(NAME, name));

    warm.milvus().load(NAME, names, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);
    assertThat(states(warm.look(NAME)).values()).contains(LoadState.LOADING);
    warm.milvus().release(NAME, names);

    for (String method : List.of("LoadPartitions", "ReleasePartitions")) {
      assertThat(server.received(method))
          .extracting(call -> call.partitions().size())
          .containsExactly(1000, 1000, 1);
      assertThat(server.received(method))
          .flatExtracting(MilvusScript.Received::partitions)
          .isEqualTo(names);
    }
  }

  @Test
  void sendsTheDatabaseInHeaderAndRequest() {
    Milvus milvus = warm.milvus("sales");
    failureOf(() -> milvus.look(NAME, Optional.empty()));
    failureOf(() -> ContractServer.loadState(milvus, NAME, "a"));
    failureOf(() -> milvus.load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH));
    failureOf(() -> milvus.release(NAME, A));
    failureOf(() -> milvus.look(NAME, Optional.of(warm.look(NAME))));

    for (String method :
        List.of(
            "DescribeCollection",
            "HasCollection",
            "ShowPartitions",
            "GetLoadState",
            "LoadPartitions",
            "ReleasePartitions")) {
      assertThat(server.received(method))
          .extracting(MilvusScript.Received::databaseHeader, MilvusScript.Received::databaseField)
          .contains(tuple("sales", "sales"))
          .doesNotContain(tuple("sales", ""), tuple("sales", "default"));
    }
  }

  private static void failureOf(ThrowingCallable call) {
    assertThat(fault(call)).isEqualTo(Fault.COLLECTION_NOT_FOUND);
  }

  @Test
  void refusesOldServer() {
    server.setVersion("v2.2.16");

    MilvusException refused = failure(() -> side.look(NAME));

    assertThat(refused.fault()).isEqualTo(Fault.UNSUPPORTED_VERSION);
    assertThat(refused).hasMessageContaining("2.2.16");
  }

  @Test
  void refusesMilvusLiteByItsVersion() {
    server.setVersion("milvus_lite-3.2.2");

    refusesMilvusLite("milvus_lite-3.2.2");

    assertThat(side.calls()).containsExactly("GetVersion");
  }

  /** Simulates a Milvus Lite whose version hides it. */
  @Test
  void refusesServerWithoutIds() {
    server.alter(
        "ShowPartitions",
        ShowPartitionsResponse.class,
        answer -> answer.toBuilder().clearPartitionIDs().clearCreatedUtcTimestamps().build());
    refusesMilvusLite("partitions without ids");

    server.alter(
        "DescribeCollection",
        DescribeCollectionResponse.class,
        answer -> answer.toBuilder().clearCollectionID().clearCreatedUtcTimestamp().build());
    refusesMilvusLite("a collection without an id");
  }

  private void refusesMilvusLite(String sign) {
    MilvusException refused = failure(() -> side.look(NAME));

    assertThat(refused.fault()).isEqualTo(Fault.UNSUPPORTED_VERSION);
    assertThat(refused)
        .hasMessageStartingWith("Milvus Lite loads whole collections only (" + sign + ")");
  }

  @Test
  void readsTheVersionAgainWhenServerWasAway() throws MilvusException {
    side.look(NAME);
    server.fail("ShowPartitions", Status.UNAVAILABLE);
    assertThat(fault(() -> side.look(NAME))).isEqualTo(Fault.UNREACHABLE);
    server.behave();
    server.setVersion("v2.2.16");

    assertThat(fault(() -> side.look(NAME))).isEqualTo(Fault.UNSUPPORTED_VERSION);
  }

  @ParameterizedTest
  @CsvSource({
    "v2.3.5, true",
    "2.4.5, true",
    "master-20260101-abc, true",
    "2.4.6, false",
    "2.6.6, false",
    "3.0.0, false"
  })
  void asksForSegmentsOnlyWhereLoadedDoesNotImplyServing(String version, boolean asks)
      throws MilvusException {
    server.setVersion(version);
    server.setPollsUntilLoaded(0);
    side.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);
    List<Partition> partitions = side.look(NAME).partitions();

    Set<Long> serving = side.milvus().serving(NAME, partitions);

    assertThat(side.calls().contains("GetQuerySegmentInfo")).isEqualTo(asks);
    if (!asks) {
      assertThat(partitions)
          .filteredOn(partition -> serving.contains(partition.id()))
          .extracting(Partition::name)
          .containsExactly("a");
    }
  }

  @Test
  void readsTheVersionOnce() throws MilvusException {
    side.look(NAME);
    side.look(NAME);

    assertThat(side.calls()).filteredOn("GetVersion"::equals).hasSize(1);
  }

  @Test
  void asksForSegmentsAfterDowngradeThatNoCallHasNoticed() throws MilvusException {
    server.setVersion("v2.4.6");
    server.setPollsUntilLoaded(0);
    side.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);
    List<Partition> partitions = side.look(NAME).partitions();
    server.setVersion("v2.3.5");

    side.milvus().serving(NAME, partitions);

    assertThat(side.calls()).contains("GetQuerySegmentInfo");
  }

  @Test
  void doesNotMoveReplicasAfterUpgradeThatNoCallHasNoticed() throws MilvusException {
    server.setVersion("v2.3.5");
    side.look(NAME);
    server.setVersion("v2.6.7");
    LoadSettings uneven = new LoadSettings(4, List.of("rg1", "rg2"));

    assertThat(fault(() -> side.milvus().load(NAME, A, uneven, LoadPriority.HIGH)))
        .isEqualTo(Fault.LOAD_SETTINGS_MISMATCH);

    assertThat(server.received("LoadPartitions")).isEmpty();
  }

  @Test
  void failsLookWhenTheLoadSetIsUnknown() {
    server.fail("ShowPartitions", 65535, "empty grpc client: find no available querycoord");

    assertThat(fault(() -> side.look(NAME))).isEqualTo(Fault.NOT_READY);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 400})
  void readsUnknownLoadSettingsAgain(int code) throws MilvusException {
    server.setPollsUntilLoaded(0);
    warm.user().load(NAME, "a");
    server.fail("GetReplicas", code, "not found[replica=1]");
    ObservedCollection first = side.look(NAME);
    assertThat(first.live()).isEmpty();
    assertThat(states(first)).containsEntry("a", LoadState.LOADED);
    server.behave();

    ObservedCollection second = side.milvus().look(NAME, Optional.of(first));

    assertThat(second.live().orElseThrow().replicas()).isEqualTo(1);
  }

  @Test
  void seesLoadProgress() throws MilvusException {
    side.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);

    assertThat(List.of(progress(), progress(), progress())).containsExactly(0, 50, 100);
  }

  /** Simulates a server that accepts a load and adds it to the load set only later. */
  @Test
  void seesLoadThatAppearsLate() throws MilvusException {
    server.setCourse(LoadCourse.in(1).after(3));
    side.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);

    assertThat(states(side.look(NAME))).containsEntry("a", LoadState.NOT_LOAD);
    assertThat(side.loadState(NAME, "a")).isEqualTo(LoadState.NOT_LOAD);
    side.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);
    assertThat(states(side.look(NAME))).containsEntry("a", LoadState.NOT_LOAD);
    assertThat(states(side.look(NAME))).containsEntry("a", LoadState.LOADING);
    assertThat(states(side.look(NAME))).containsEntry("a", LoadState.LOADED);
  }

  private int progress() throws MilvusException {
    return side.look(NAME).partitions().get(1).progress();
  }

  private ThrowingCallable look() {
    return () -> side.look(NAME);
  }

  private static void timed(Duration least, Duration most, ThrowingCallable call) throws Throwable {
    long start = System.nanoTime();
    try {
      call.call();
    } finally {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(least, most);
    }
  }
}
