package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.leader.HeldLeadership;
import io.milvus.residency.milvus.CallRecorder;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passes of a replica before it leads, while its leadership is uncertain, and after that. */
class LeaderPassTest {

  private static final Duration LATER = Duration.ofMinutes(1);

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final MilvusUser user = new MilvusUser(server.uri());
  private final HeldLeadership lease = new HeldLeadership();
  private final PassFixture operator =
      new PassFixture(new GrpcConnections(CallRecorder.NONE, lease.leadership()));

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "fr", "old");
    user.load("articles", "de", "old");
  }

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
  }

  private void apply(String old) {
    operator.apply(
        "serving",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules:
          - {name: serving, match: {names: [de, fr]}, state: Loaded}
          - {name: old, match: {names: [old]}, state: %s}
        safety: {releaseDelay: 0s, maxReleasePerChange: 100%%}
        """
            .formatted(server.uri(), old));
  }

  @Test
  void readsNothingBeforeItLeads() {
    int calls = server.calls().size();
    operator.passes.holdBack();
    apply("Released");
    operator.ask("serving");
    operator.goOn(LATER);
    await().until(operator.passes::atRest);
    assertThat(server.calls()).hasSize(calls);

    lease.extend();
    operator.passes.release();
    operator.awaitAnswers();
    operator.goOnUntil(() -> user.loadState("articles", "old").equals("NotLoad"));
    assertThat(user.loadState("articles", "fr")).isEqualTo("Loaded");
  }

  @Test
  void changesNothingWhileLeadershipIsUncertainAndGoesOnAfterwards() {
    lease.extend();
    apply("Loaded");
    operator.pass(LATER);
    lease.expire();

    apply("Released");
    user.release("articles", "de");
    operator.pass(LATER);
    operator.pass(LATER);
    assertThat(user.loadState("articles", "old")).isEqualTo("Loaded");
    assertThat(user.loadState("articles", "de")).isEqualTo("NotLoad");

    lease.extend();
    operator.goOnUntil(() -> user.loadState("articles", "de").equals("Loaded"));
    operator.goOnUntil(() -> user.loadState("articles", "old").equals("NotLoad"));
  }
}
