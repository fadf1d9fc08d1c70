package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are replaced by another version while the operator makes no call. */
class VersionBreakTest {

  private static final String NAME = "articles";

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final ContractServer side = new ContractServer(server.uri(), Deadlines.DEFAULT);

  @AfterEach
  void close() {
    side.close();
    server.close();
  }

  @Test
  void asksForSegmentsAfterDowngrade() throws MilvusException {
    side.user().createCollection(NAME, "a", "b");
    server.setVersion("v2.4.6");
    side.milvus().look(NAME, Optional.empty());
    server.stop();
    server.setVersion("v2.3.5");
    server.start();

    Partition loaded =
        side.milvus().look(NAME, Optional.empty()).partitions().stream()
            .filter(p -> p.name().equals("a"))
            .findFirst()
            .orElseThrow()
            .in(LoadState.LOADED);
    side.milvus().serving(NAME, List.of(loaded));

    assertThat(server.received("GetQuerySegmentInfo")).isNotEmpty();
  }

  @Test
  void doesNotMoveReplicasAfterUpgrade() throws MilvusException {
    side.user().createCollection(NAME, "a", "b");
    server.setVersion("v2.3.5");
    side.milvus().look(NAME, Optional.empty());
    server.stop();
    server.setVersion("v2.6.7");
    server.start();
    side.milvus().look(NAME, Optional.empty());

    Throwable refused =
        catchThrowable(
            () ->
                side.milvus()
                    .load(
                        NAME,
                        List.of("a"),
                        new LoadSettings(4, List.of("rg1", "rg2")),
                        LoadPriority.HIGH));

    assertThat(server.received("LoadPartitions")).isEmpty();
    assertThat(refused).isInstanceOf(MilvusException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2.4.6-rc1", "2.4.6-dev", "2023.11.27-internal", "v2.4.6-0-beta"})
  void takesNothingForGrantedWhereTheNumberSaysLittle(String name) {
    assertThat(ServerVersion.of(name).loadedImpliesServing()).isFalse();
  }
}
