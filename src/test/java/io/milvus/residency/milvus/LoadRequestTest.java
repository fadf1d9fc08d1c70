package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings and the priority in requests to load. */
class LoadRequestTest {

  private static final String NAME = "articles";
  private static final List<String> A = List.of("a");
  private static final LoadSettings UNEVEN = new LoadSettings(4, List.of("hot", "cold"));

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final ContractServer side = new ContractServer(server.uri(), Deadlines.DEFAULT);

  @BeforeEach
  void provision() {
    side.user().createCollection(NAME, "a");
  }

  @AfterEach
  void close() {
    side.close();
    server.close();
  }

  @Test
  void namesNothingWhereMilvusDecides() throws MilvusException {
    side.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);

    assertThat(sent().getReplicaNumber()).isZero();
    assertThat(sent().getResourceGroupsList()).isEmpty();
  }

  @Test
  void namesPriorityOnlyIfLow() throws MilvusException {
    side.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);
    assertThat(sent().getLoadParamsMap()).isEmpty();

    side.milvus().load(NAME, A, LoadSettings.SERVER_DEFAULT, LoadPriority.LOW);
    assertThat(sent().getLoadParamsMap()).isEqualTo(Map.of("load_priority", "low"));
  }

  /** From the sources: these servers keep the resource groups of a loaded collection. */
  @ParameterizedTest
  @ValueSource(strings = {"v2.3.5-lite", "2.3.0", "v2.4.5"})
  void leavesOutUnevenResourceGroupsOnEarlyServers(String version) throws MilvusException {
    server.setVersion(version);
    side.look(NAME);

    // The scripted server has too few query nodes.
    assertThatThrownBy(() -> side.milvus().load(NAME, A, UNEVEN, LoadPriority.HIGH))
        .isInstanceOf(MilvusException.class);

    assertThat(sent().getReplicaNumber()).isEqualTo(4);
    assertThat(sent().getResourceGroupsList()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2.4.6", "2.5.27", "v2.6.6", "v3.0.0", "master-20261127", "v2.4-dev"})
  void asksLaterServersForNoLoadThatWouldMoveReplicas(String version) throws MilvusException {
    server.setVersion(version);
    side.look(NAME);

    MilvusException refused = failure(() -> side.milvus().load(NAME, A, UNEVEN, LoadPriority.HIGH));

    assertThat(refused.fault()).isEqualTo(Fault.LOAD_SETTINGS_MISMATCH);
    assertThat(refused).hasMessageContaining("4 replicas in cold, hot");
    assertThat(server.received("LoadPartitions")).isEmpty();
  }

  private LoadPartitionsRequest sent() {
    List<LoadPartitionsRequest> requests =
        server.received("LoadPartitions").stream()
            .map(call -> (LoadPartitionsRequest) call.request())
            .toList();
    return requests.get(requests.size() - 1);
  }
}
