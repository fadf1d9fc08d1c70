package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.grpc.GetPersistentSegmentInfoResponse;
import io.milvus.grpc.GetQuerySegmentInfoResponse;
import io.milvus.grpc.PersistentSegmentInfo;
import io.milvus.grpc.QuerySegmentInfo;
import io.milvus.grpc.SegmentLevel;
import io.milvus.grpc.SegmentState;
import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers about the largest collections fit into the size limit. */
class ScaleTest {

  private static final String NAME = "articles";

  /** The default limit of Milvus, less _default. */
  private static final int PARTITIONS = 4095;

  private static final int SEGMENTS = 30_000;
  private static final long ID = 447_000_000_000_000_000L;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final ContractServer side =
      new ContractServer(server.uri(), new Deadlines(PATIENCE, PATIENCE, PATIENCE));

  @AfterEach
  void close() {
    side.close();
    server.close();
  }

  @Test
  void looksAtMostPartitionsWithLongestNames() throws MilvusException {
    List<String> names =
        IntStream.range(0, PARTITIONS)
            .mapToObj(i -> "%04d".formatted(i) + "x".repeat(251))
            .toList();
    server.setPollsUntilLoaded(0);
    side.user().createCollection(NAME);
    names.forEach(name -> side.user().createPartition(NAME, name));
    side.milvus().load(NAME, names, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);

    ObservedCollection seen = side.look(NAME);

    assertThat(seen.partitions())
        .filteredOn(partition -> partition.state() == LoadState.LOADED)
        .extracting(Partition::name)
        .containsExactlyElementsOf(names);
  }

  @Test
  void readsManySegments() throws MilvusException {
    List<Partition> partitions = partitions();
    server.answer("GetQuerySegmentInfo", held(SEGMENTS, partitions.get(0)));
    server.answer("GetPersistentSegmentInfo", stored(SEGMENTS, partitions.get(1)));

    assertThat(side.milvus().serving(NAME, partitions))
        .containsExactlyInAnyOrder(partitions.get(0).id(), partitions.get(2).id());
  }

  /** Makes no call fail: a swap then waits as long as for slow partitions. */
  @Test
  void findsNoneServingOfTooManySegments() throws MilvusException {
    List<Partition> partitions = partitions();
    server.answer("GetQuerySegmentInfo", held(5 * SEGMENTS, partitions.get(0)));
    server.answer("GetPersistentSegmentInfo", stored(5 * SEGMENTS, partitions.get(1)));
    assertThat(side.milvus().serving(NAME, partitions)).isEmpty();

    server.answer("GetQuerySegmentInfo", held(1, partitions.get(0)));
    assertThat(side.milvus().serving(NAME, partitions)).containsExactly(partitions.get(0).id());
  }

  private List<Partition> partitions() throws MilvusException {
    side.user().createCollection(NAME, "a", "b");
    return side.look(NAME).partitions();
  }

  /** Returns segments with all fields that later versions set. */
  private static GetQuerySegmentInfoResponse held(int segments, Partition partition) {
    QuerySegmentInfo.Builder segment =
        QuerySegmentInfo.newBuilder()
            .setCollectionID(ID)
            .setPartitionID(partition.id())
            .setMemSize(1 << 28)
            .setNumRows(1 << 20)
            .setIndexName("_default_idx_101")
            .setIndexID(ID)
            .setState(SegmentState.Sealed)
            .setLevel(SegmentLevel.L1)
            .setIsSorted(true)
            .addAllNodeIds(List.of(1000L, 1001L));
    GetQuerySegmentInfoResponse.Builder held = GetQuerySegmentInfoResponse.newBuilder();
    IntStream.range(0, segments).forEach(i -> held.addInfos(segment.setSegmentID(ID + i)));
    return held.build();
  }

  private static GetPersistentSegmentInfoResponse stored(int segments, Partition partition) {
    PersistentSegmentInfo.Builder segment =
        PersistentSegmentInfo.newBuilder()
            .setCollectionID(ID)
            .setPartitionID(partition.id())
            .setNumRows(1 << 20)
            .setState(SegmentState.Flushed)
            .setLevel(SegmentLevel.L1)
            .setIsSorted(true);
    GetPersistentSegmentInfoResponse.Builder stored = GetPersistentSegmentInfoResponse.newBuilder();
    IntStream.range(0, segments).forEach(i -> stored.addInfos(segment.setSegmentID(ID + i)));
    return stored.build();
  }
}
