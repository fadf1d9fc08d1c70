package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.grpc.BoolResponse;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Setting the wall clock ends neither the polling nor the wait of a release. */
class ClockTest {

  private static final Duration LATER = Duration.ofSeconds(31);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "it");
    user.load("articles", "it");
    apply();
    operator.pass(LATER);
    operator.pass(LATER);
  }

  private void apply() {
    operator.apply(
        "serving",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules:
          - {name: serving, match: {names: [de]}, state: Loaded}
          - {name: old, match: {names: [it]}, state: Released}
        interval: 1h
        safety: {releaseDelay: 1h}
        """
            .formatted(server.uri()));
  }

  @Test
  void keepsPollingWhenTheClockIsSetBack() {
    user.release("articles", "de");

    operator.setClock(Duration.ofHours(-6));
    operator.goOn(Duration.ofMinutes(61));

    operator.goOnUntil(() -> user.loadState("articles", "de").equals("Loaded"));
  }

  @Test
  void keepsReleaseDelayWhenTheClockIsSetForward() {
    operator.setClock(Duration.ofMinutes(50));
    operator.pass(LATER);
    operator.pass(Duration.ofMinutes(50));
    operator.pass(LATER);
    assertThat(user.loadState("articles", "it")).isEqualTo("Loaded");

    operator.pass(Duration.ofMinutes(20));
    operator.pass(LATER);
    assertThat(user.loadState("articles", "it")).isEqualTo("NotLoad");
  }

  @Test
  void restartsReleaseDelayOfRecreatedPolicy() {
    operator.pass(Duration.ofMinutes(50));
    operator.delete("serving");
    apply();

    operator.pass(Duration.ofMinutes(20));

    assertThat(user.loadState("articles", "it")).isEqualTo("Loaded");
  }

  @Test
  void restartsReleaseDelayOfPolicyRecreatedMuchLater() {
    operator.delete("serving");
    for (int i = 0; i < 5; i++) {
      operator.goOn(Duration.ofDays(6));
      operator.awaitRest();
    }
    apply();

    operator.pass(LATER);

    assertThat(user.loadState("articles", "it")).isEqualTo("Loaded");
  }

  @Test
  void restartsReleaseDelayAfterCollectionWasMissing() {
    operator.pass(Duration.ofMinutes(50));
    server.fail("DescribeCollection", 100, "can't find collection");
    server.fail("ShowPartitions", 100, "collection not found");
    server.answer("HasCollection", BoolResponse.getDefaultInstance());
    operator.pass(LATER);
    server.behave();

    operator.pass(Duration.ofMinutes(20));
    operator.pass(LATER);

    assertThat(user.loadState("articles", "it")).isEqualTo("Loaded");
  }
}
