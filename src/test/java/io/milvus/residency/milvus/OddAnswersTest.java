package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.failure;
import static io.milvus.residency.milvus.ContractServer.fault;
import static io.milvus.residency.milvus.ContractServer.states;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.grpc.GetPersistentSegmentInfoResponse;
import io.milvus.grpc.GetReplicasResponse;
import io.milvus.grpc.GetVersionResponse;
import io.milvus.grpc.ReplicaInfo;
import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invalid answers: the operator uses nothing of them, and the message names the problem. */
@SuppressWarnings("deprecation")
class OddAnswersTest {

  private static final String NAME = "articles";
  private static final String SHOW = "ShowPartitions";
  private static final String DESCRIBE = "DescribeCollection";
  private static final long YEAR_10000 = 253_402_300_800_000L;

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final ContractServer side = new ContractServer(server.uri(), Deadlines.DEFAULT);
  private ObservedCollection before;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    side.user().createCollection(NAME, "a", "b", "c");
    side.user().load(NAME, "a", "b");
    before = side.lookWhenLoaded(NAME, "a", "b");
  }

  @AfterEach
  void close() {
    side.close();
    server.close();
  }

  /** Returns a way to spoil an answer of ShowPartitions, with a part of the message. */
  private static Arguments all(String what, Consumer<ShowPartitionsResponse.Builder> how) {
    return Arguments.of(what, how);
  }

  private static Stream<Arguments> ofAll() {
    return Stream.of(
        all("4 ids and 0 names", ShowPartitionsResponse.Builder::clearPartitionNames),
        all("0 ids and 4 names", ShowPartitionsResponse.Builder::clearPartitionIDs),
        all("4 ids and 0 names", all -> all.clearPartitionNames().clearCreatedUtcTimestamps()),
        all("4 ids and 5 names", all -> all.addPartitionNames("x")),
        all("4 partitions and 0 times", ShowPartitionsResponse.Builder::clearCreatedUtcTimestamps),
        all("the collection has no partition", ShowPartitionsResponse.Builder::clear),
        all("have the id", all -> all.setPartitionIDs(0, all.getPartitionIDs(1))),
        all("have the name", all -> all.setPartitionNames(0, all.getPartitionNames(1))),
        all("the id of a partition is -7", all -> all.setPartitionIDs(2, -7)),
        all("the id of a partition is 0", all -> all.setPartitionIDs(2, 0)),
        all("is empty", all -> all.setPartitionNames(0, "")),
        all("more than 255", all -> all.setPartitionNames(0, "x".repeat(256))),
        all("unprintable ones: \"a b\"", all -> all.setPartitionNames(0, "a\u0007b")),
        all("unprintable ones: \"a b\"", all -> all.setPartitionNames(0, "a\u202eb")),
        all("unprintable ones: \"a\"", all -> all.setPartitionNames(0, "a\nb")),
        all("created at " + YEAR_10000, all -> all.setCreatedUtcTimestamps(0, YEAR_10000)),
        all("(limit: 65536)", all -> fill(all, PartitionParser.MOST + 1)));
  }

  private static void fill(ShowPartitionsResponse.Builder all, int partitions) {
    for (int i = all.getPartitionIDsCount(); i < partitions; i++) {
      all.addPartitionIDs(i + 1).addPartitionNames("p" + i).addCreatedUtcTimestamps(i);
    }
  }

  private static Stream<Arguments> ofTheLoadSet() {
    return Stream.of(
        all("InMemory: 2 ids and 0 names", ShowPartitionsResponse.Builder::clearPartitionNames),
        all("InMemory: 0 ids and 2 names", ShowPartitionsResponse.Builder::clearPartitionIDs),
        all("and 0 percentages", ShowPartitionsResponse.Builder::clearInMemoryPercentages),
        all("and 3 percentages", set -> set.addInMemoryPercentages(100)),
        all("to 101 percent", set -> set.setInMemoryPercentages(0, 101)),
        all("to -1 percent", set -> set.setInMemoryPercentages(0, -1)),
        all("to 4294967296 percent", set -> set.setInMemoryPercentages(0, 1L << 32)),
        all("has two names", set -> set.setPartitionNames(0, "x")),
        all("not among all", set -> set.setPartitionIDs(0, 7)));
  }

  private void spoil(boolean inMemory, Consumer<ShowPartitionsResponse.Builder> how) {
    server.alter(
        SHOW,
        ShowPartitionsResponse.class,
        answer -> {
          ShowPartitionsResponse.Builder odd = answer.toBuilder();
          if (answer.getInMemoryPercentagesCount() > 0 == inMemory) {
            how.accept(odd);
          }
          return odd.build();
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofAll")
  void refusesInvalidPartitions(String what, Consumer<ShowPartitionsResponse.Builder> how) {
    spoil(false, how);

    refuses(what);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofTheLoadSet")
  void refusesInvalidLoadSet(String what, Consumer<ShowPartitionsResponse.Builder> how) {
    spoil(true, how);

    refuses(what);
  }

  private void refuses(String what) {
    for (Optional<ObservedCollection> last :
        List.of(Optional.<ObservedCollection>empty(), Optional.of(before))) {
      MilvusException failure = failure(() -> side.milvus().look(NAME, last));
      assertThat(failure.fault()).isEqualTo(Fault.INVALID_ANSWER);
      assertThat(failure.getMessage()).contains(what).hasSizeLessThan(600).matches("\\P{Cntrl}+");
    }
  }

  /** Simulates a partition that is created and loaded between the two calls. */
  @Test
  void listsPartitionsAgainForNewPartitionInMemory() throws MilvusException {
    AtomicInteger asked = new AtomicInteger();
    spoil(false, all -> without("a", all, asked.getAndIncrement() == 0));

    ObservedCollection seen = side.milvus().look(NAME, Optional.of(before));

    assertThat(seen).isEqualTo(before);
    assertThat(states(seen)).containsEntry("a", LoadState.LOADED);
  }

  private static void without(String name, ShowPartitionsResponse.Builder all, boolean indeed) {
    int at = all.getPartitionNamesList().indexOf(name);
    if (!indeed || at < 0) {
      return;
    }
    ShowPartitionsResponse whole = all.build();
    all.clear();
    for (int i = 0; i < whole.getPartitionIDsCount(); i++) {
      if (i != at) {
        all.addPartitionIDs(whole.getPartitionIDs(i))
            .addPartitionNames(whole.getPartitionNames(i))
            .addCreatedUtcTimestamps(whole.getCreatedUtcTimestamps(i));
      }
    }
  }

  private static Arguments described(
      String what, Consumer<DescribeCollectionResponse.Builder> how) {
    return Arguments.of(what, how);
  }

  private static Stream<Arguments> ofTheCollection() {
    return Stream.of(
        described("the name of the collection is empty", d -> d.clear()),
        described("the name of the collection is empty", d -> d.clearSchema()),
        described("is empty", d -> d.getSchemaBuilder().setName("")),
        described("more than 255", d -> d.getSchemaBuilder().setName("x".repeat(300_000))),
        described("unprintable", d -> d.getSchemaBuilder().setName("a\u0000b")),
        described("the id of the collection is 0", d -> d.clearCollectionID()),
        described("the id of the collection is -1", d -> d.setCollectionID(-1)),
        described("created at -1", d -> d.setCreatedUtcTimestamp(-1)),
        described("created at " + YEAR_10000, d -> d.setCreatedUtcTimestamp(YEAR_10000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofTheCollection")
  void refusesInvalidCollection(String what, Consumer<DescribeCollectionResponse.Builder> how) {
    server.alter(
        DESCRIBE,
        DescribeCollectionResponse.class,
        answer -> {
          DescribeCollectionResponse.Builder odd = answer.toBuilder();
          how.accept(odd);
          return odd.build();
        });

    for (MilvusException failure :
        List.of(failure(() -> side.look(NAME)), failure(() -> side.milvus().find(NAME)))) {
      assertThat(failure.fault()).isEqualTo(Fault.INVALID_ANSWER);
      assertThat(failure.getMessage()).contains(what).hasSizeLessThan(600).matches("\\P{Cntrl}+");
    }
  }

  /** Refuses the look, because it would mix two collections. */
  @Test
  void refusesCollectionThatChangesDuringLook() {
    AtomicLong id = new AtomicLong(1);
    server.alter(
        DESCRIBE,
        DescribeCollectionResponse.class,
        answer -> answer.toBuilder().setCollectionID(id.getAndIncrement()).build());

    MilvusException failure = failure(() -> side.look(NAME));

    assertThat(failure.fault()).isEqualTo(Fault.INVALID_ANSWER);
    assertThat(failure).hasMessageContaining("each call finds a different collection");
  }

  @Test
  void refusesInvalidReplicas() {
    GetReplicasResponse.Builder many = GetReplicasResponse.newBuilder();
    for (int i = 0; i < 1025; i++) {
      many.addReplicas(ReplicaInfo.newBuilder().setResourceGroupName("group" + i));
    }
    server.answer("GetReplicas", many.build());

    assertThat(failure(() -> side.look(NAME))).hasMessageContaining("1025 replicas");
    server.answer(
        "GetReplicas",
        GetReplicasResponse.newBuilder().addReplicas(ReplicaInfo.getDefaultInstance()).build());
    assertThat(failure(() -> side.look(NAME))).hasMessageContaining("a resource group is empty");
  }

  @Test
  void refusesUnknownLoadState() {
    server.answer("GetLoadState", GetLoadStateResponse.newBuilder().setStateValue(9).build());

    assertThat(fault(() -> side.loadState(NAME, "a"))).isEqualTo(Fault.INVALID_ANSWER);
  }

  /** Guards a swap: a partition wrongly taken for empty would count as serving. */
  @Test
  void ignoresEmptyListOfStoredSegments() throws MilvusException {
    side.user().insert(NAME, "a", 1);
    side.user().insert(NAME, "c", 1);
    List<Partition> ac =
        before.partitions().stream().filter(p -> List.of("a", "c").contains(p.name())).toList();
    server.answer(
        "GetPersistentSegmentInfo", GetPersistentSegmentInfoResponse.getDefaultInstance());

    assertThat(side.milvus().serving(NAME, ac)).containsExactly(ac.get(0).id());
    assertThat(side.milvus().notServing(NAME, ac)).isEmpty();
  }

  /** Guards a cancellation: only what has rows, and none on the query nodes, may be released. */
  @Test
  void findsWhatCertainlyDoesNotServe() throws MilvusException {
    side.user().insert(NAME, "a", 1);
    side.user().insert(NAME, "c", 1);

    assertThat(side.milvus().notServing(NAME, before.partitions()).orElseThrow())
        .containsExactly(
            before.partitions().stream()
                .filter(partition -> partition.name().equals("c"))
                .findFirst()
                .orElseThrow()
                .id());
  }

  @Test
  void findsNoneServingWhenMilvusDoesNotSay() throws MilvusException {
    server.fail("GetQuerySegmentInfo", 65535, "no delegator for the channel");

    assertThat(side.milvus().serving(NAME, before.partitions())).isEmpty();
    assertThat(side.milvus().notServing(NAME, before.partitions())).isEmpty();
  }

  @Test
  void showsOnlyTheBeginningOfVersion() {
    ContractServer fresh = new ContractServer(server.uri(), Deadlines.DEFAULT);
    server.answer(
        "GetVersion",
        GetVersionResponse.newBuilder().setVersion("v2.2.\u001b[31m" + "9".repeat(10_000)).build());

    assertThat(failure(() -> fresh.look(NAME)).getMessage())
        .contains("v2.2. [31m99")
        .hasSizeLessThan(400);
    fresh.close();
  }
}
