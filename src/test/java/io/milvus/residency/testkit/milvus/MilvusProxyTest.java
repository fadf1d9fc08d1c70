package io.milvus.residency.testkit.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.MilvusScript.Trouble;
import io.milvus.shaded.io.grpc.Status;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MilvusProxyTest {

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final MilvusProxy proxy = new MilvusProxy(server.uri());
  private final MilvusUser troubled = new MilvusUser(proxy.uri());
  private final MilvusUser other = new MilvusUser(server.uri());

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    other.createCollection("articles", "de", "fr");
  }

  @AfterEach
  void close() {
    troubled.close();
    other.close();
    proxy.close();
    server.close();
  }

  @Test
  void forwardsAndRecordsCalls() {
    troubled.load("articles", "de");
    other.load("articles", "fr");

    assertThat(troubled.loadStates("articles"))
        .containsEntry("de", "Loaded")
        .containsEntry("fr", "Loaded");
    assertThat(proxy.calls())
        .filteredOn(call -> call.method().equals("LoadPartitions"))
        .singleElement()
        .satisfies(call -> assertThat(call.collection()).isEqualTo("articles"))
        .satisfies(call -> assertThat(call.partitions()).isEqualTo(List.of("de")));
  }

  @Test
  void troublesNoOtherClient() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      proxy.misbehave(random);
    }

    other.load("articles", "de");
    assertThat(other.loadState("articles", "de")).isEqualTo("Loaded");

    proxy.behave();
    assertThat(proxy.calls()).isEmpty();
  }

  @Test
  void losesAnswerOfCompletedCall() {
    proxy.trouble("LoadPartitions", new Trouble.Unheard(Status.UNAVAILABLE));

    assertThatThrownBy(() -> troubled.load("articles", "de"))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(other.loadState("articles", "de")).isEqualTo("Loaded");
  }

  @Test
  void answersBlankWithoutDoingAnything() {
    proxy.trouble("LoadPartitions", new Trouble.Blank());

    troubled.load("articles", "de");
    assertThat(other.loadState("articles", "de")).isEqualTo("NotLoad");

    proxy.behave();
    troubled.load("articles", "de");
    assertThat(other.loadState("articles", "de")).isEqualTo("Loaded");
  }
}
