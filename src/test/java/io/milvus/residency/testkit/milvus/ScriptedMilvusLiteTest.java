package io.milvus.residency.testkit.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milvus.grpc.DescribeCollectionRequest;
import io.milvus.grpc.GetPersistentSegmentInfoRequest;
import io.milvus.grpc.GetReplicasRequest;
import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.grpc.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.milvus.grpc.ReleasePartitionsRequest;
import io.milvus.grpc.ShowPartitionsRequest;
import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.grpc.ShowType;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.shaded.io.grpc.ManagedChannel;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers of Milvus Lite, which were seen on 3.2.2. */
class ScriptedMilvusLiteTest {

  private static final String NAME = "articles";

  private final ScriptedMilvusLite server = new ScriptedMilvusLite();
  private final MilvusUser user = new MilvusUser(server.uri());
  private final URI uri = URI.create(server.uri());
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress(uri.getHost(), uri.getPort()).usePlaintext().build();
  private final MilvusServiceBlockingStub stub = MilvusServiceGrpc.newBlockingStub(channel);

  @BeforeEach
  void provision() {
    user.createCollection(NAME, "a");
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    user.close();
    server.close();
  }

  @Test
  void lacksLoadsOfPartitionsAndTheirReplicas() {
    assertUnimplemented(() -> stub.loadPartitions(LoadPartitionsRequest.getDefaultInstance()));
    assertUnimplemented(
        () -> stub.releasePartitions(ReleasePartitionsRequest.getDefaultInstance()));
    assertUnimplemented(() -> stub.getReplicas(GetReplicasRequest.getDefaultInstance()));
    assertUnimplemented(
        () -> stub.getPersistentSegmentInfo(GetPersistentSegmentInfoRequest.getDefaultInstance()));
  }

  @Test
  void showsPartitionsWithoutIds() {
    ShowPartitionsResponse before = inMemory();
    user.loadCollection(NAME);
    ShowPartitionsResponse loaded = inMemory();

    assertThat(before.getPartitionNamesList()).containsExactly("_default", "a");
    assertThat(before.getPartitionIDsList()).isEmpty();
    assertThat(before.getCreatedUtcTimestampsList()).isEmpty();
    assertThat(percentages(before)).containsExactly(0L, 0L);
    assertThat(percentages(loaded)).containsExactly(100L, 100L);
  }

  @Test
  void ignoresNamesOfPartitions() {
    assertThat(user.loadState(NAME, "a")).isEqualTo("NotLoad");

    user.loadCollection(NAME);

    assertThat(user.loadState(NAME, "a")).isEqualTo("Loaded");
    assertThat(user.loadState(NAME, "missing")).isEqualTo("Loaded");
  }

  @Test
  void describesCollectionWithoutId() {
    assertThat(user.version()).isEqualTo("milvus_lite-3.2.2");
    assertThat(
            stub.describeCollection(
                    DescribeCollectionRequest.newBuilder().setCollectionName(NAME).build())
                .getCollectionID())
        .isZero();
    assertThat(
            stub.describeCollection(
                    DescribeCollectionRequest.newBuilder()
                        .setDbName("nodb")
                        .setCollectionName(NAME)
                        .build())
                .getStatus()
                .getCode())
        .isEqualTo(6);
  }

  @SuppressWarnings("deprecation") // The only source of the load set.
  private ShowPartitionsResponse inMemory() {
    return stub.showPartitions(
        ShowPartitionsRequest.newBuilder()
            .setCollectionName(NAME)
            .setType(ShowType.InMemory)
            .build());
  }

  @SuppressWarnings("deprecation") // The only source of the progress of all partitions.
  private static List<Long> percentages(ShowPartitionsResponse shown) {
    return shown.getInMemoryPercentagesList();
  }

  private static void assertUnimplemented(ThrowingCallable call) {
    assertThatThrownBy(call).hasMessageContaining("UNIMPLEMENTED");
  }
}
