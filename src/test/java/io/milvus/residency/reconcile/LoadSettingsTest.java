package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replicas and resource groups may change although no partition does. */
class LoadSettingsTest {

  private static final Duration LATER = Duration.ofMinutes(11);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @Test
  void readsLoadSettingsBeforeEachLoad() {
    user.createCollection("articles", "de", "fr");
    server.setPollsUntilLoaded(0);
    user.load("articles", "fr");
    server.fail(
        "LoadPartitions", 1100, "can't change the replica number for loaded partitions: invalid");
    operator.apply(
        "serving",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: de, match: {names: [de]}, state: Loaded}]
        """
            .formatted(server.uri()));

    operator.pass(LATER);
    for (int i = 0; i < 3; i++) {
      int tried = server.received("LoadPartitions").size();
      int asked = server.received("GetReplicas").size();
      operator.pass(LATER);
      assertThat(server.received("LoadPartitions")).hasSize(tried + 1);
      assertThat(server.received("GetReplicas")).hasSize(asked + 1);
      assertThat(operator.partitionPlans("serving").get("de").reason())
          .isEqualTo(Reason.LOAD_SETTINGS_MISMATCH);
    }
  }

  @Test
  void skipsLoadSettingsWhenNothingIsToLoad() {
    user.createCollection("articles", "de");
    server.setPollsUntilLoaded(0);
    operator.apply(
        "serving",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: de, match: {names: [de]}, state: Loaded}]
        """
            .formatted(server.uri()));
    operator.pass(LATER);
    operator.pass(LATER);
    int asked = server.received("GetReplicas").size();

    operator.pass(LATER);

    assertThat(server.received("GetReplicas")).hasSize(asked);
  }
}
