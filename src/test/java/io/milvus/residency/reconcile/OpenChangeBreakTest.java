package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.reconcile.Clocks.Reading;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two changes of one collection that Milvus does not answer. */
class OpenChangeBreakTest {

  private static final Instant NOW = Instant.EPOCH;

  @Test
  void waitsForBothOfTwoChangesWithoutAnswer() {
    SharedState shared = new SharedState();
    shared.open(new OpenChange(Set.of(0L), LoadState.LOADED, NOW.plusSeconds(60)));
    shared.open(new OpenChange(Set.of(1L), LoadState.LOADED, NOW.plusSeconds(60)));
    ObservedCollection onlySecond =
        new ObservedCollection(
            new CollectionId(1, NOW),
            "articles",
            false,
            List.of(
                new Partition(0, "a", NOW, LoadState.NOT_LOAD, 0),
                new Partition(1, "b", NOW, LoadState.LOADED, 100)),
            Optional.empty());

    shared.plan(
        new ClaimSet(List.of(), List.of()), onlySecond, PlannerState.NONE, new Reading(NOW, NOW));

    assertThat(shared.open()).isTrue();
  }

  /** The second load queues behind the first, which Milvus never answers. */
  @Test
  void asksForNothingWhileChangeOfAnotherConnectionIsUnderWay() {
    Duration deadline = Duration.ofSeconds(3);
    try (ScriptedMilvus server = new ScriptedMilvus(MilvusEra.WAL);
        MilvusUser user = new MilvusUser(server.uri());
        PassFixture operator =
            new PassFixture(new Deadlines(Duration.ofSeconds(10), deadline, deadline))) {
      user.createCollection("articles", "a", "b");
      server.silence("LoadPartitions");
      operator.apply("a", spec(server, "127.0.0.1", "a"));
      operator.begin("a");
      await().until(() -> server.received("LoadPartitions").size() == 1);
      operator.apply("b", spec(server, "localhost", "b"));
      operator.begin("b");
      operator.awaitAnswers();

      assertThat(server.received("LoadPartitions")).hasSize(1);
    }
  }

  private static String spec(ScriptedMilvus server, String host, String name) {
    return """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: only, match: {names: [%s]}, state: Loaded}]
        """
        .formatted(server.uri().replace("127.0.0.1", host), name);
  }
}
