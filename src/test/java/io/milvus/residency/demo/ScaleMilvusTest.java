package io.milvus.residency.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The scripted servers of a measurement. */
class ScaleMilvusTest {

  private final ScaleMilvus milvus =
      ScaleMilvus.start(new ScaleSize(6, 6, 6, OptionalInt.of(3), OptionalLong.empty()));

  @AfterEach
  void close() {
    milvus.close();
  }

  @Test
  void spreadsCollectionsOverServers() {
    assertThat(milvus.uri(0)).isEqualTo(milvus.uri(3)).isNotEqualTo(milvus.uri(1));
    assertThat(milvus.uri(2)).isNotEqualTo(milvus.uri(1)).isNotEqualTo(milvus.uri(0));
    assertThat(milvus.description()).startsWith("3 scripted");
  }

  @Test
  void countsTheCallsToAllServers() {
    milvus.user(0).version();
    milvus.user(1).version();
    milvus.user(5).createCollection("articles", "a");

    assertThat(milvus.calls())
        .containsEntry("GetVersion", 2L)
        .containsEntry("CreatePartition", 1L)
        .doesNotContainKey("LoadPartitions");
  }
}
