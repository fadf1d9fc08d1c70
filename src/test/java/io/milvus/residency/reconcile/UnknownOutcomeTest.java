package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.MilvusScript;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Loads and releases with an unknown outcome: the pass reads the collection and waits. */
class UnknownOutcomeTest {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration DEADLINE = Duration.ofMillis(500);
  private static final String LOAD = "LoadPartitions";
  private static final String RELEASE = "ReleasePartitions";

  @RegisterExtension
  private final PassExtension passes =
      new PassExtension(new Deadlines(Duration.ofSeconds(10), DEADLINE, DEADLINE));

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    user.createCollection("articles", "a", "b");
    server.setPollsUntilLoaded(0);
  }

  @Test
  void doesNotRepeatLoadWhoseAnswerIsLost() {
    server.loseAnswer(LOAD);
    want("Loaded");

    operator.pass(SOON);
    operator.pass(SOON);

    assertThat(server.received(LOAD)).hasSize(1);
    assertThat(operator.partitionPlans("p").get("a").reason()).isEqualTo(Reason.IN_SYNC);
    assertThat(operator.log().refused).isEmpty();
  }

  @Test
  void doesNotRepeatLoadThatSucceedsLate() {
    server.delay(LOAD, DEADLINE.multipliedBy(3));
    want("Loaded");

    operator.pass(SOON);

    assertThat(operator.partitionPlans("p").get("a"))
        .satisfies(
            a -> {
              assertThat(a.reason()).isEqualTo(Reason.MILVUS_UNREACHABLE);
              assertThat(a.message()).contains("did not answer").contains("checked before");
            });
    operator.pass(SOON);
    await().until(() -> user.loadState("articles", "a"), "Loaded"::equals);
    operator.pass(SOON);
    assertThat(server.received(LOAD)).hasSize(1);
    assertThat(operator.partitionPlans("p").get("a").actual()).isEqualTo(LoadState.LOADED);
  }

  @Test
  void repeatsLostLoadAfterReadAndWait() {
    server.silence(LOAD);
    want("Loaded");

    operator.pass(SOON);
    operator.pass(SOON.multipliedBy(59));
    assertThat(server.received(LOAD)).hasSize(1);
    operator.pass(SOON);
    assertThat(server.received(LOAD)).hasSize(2);
    operator.pass(SOON.multipliedBy(59));

    assertThat(server.received(LOAD)).hasSize(2);
    assertThat(callsBetween(LOAD)).contains("ShowPartitions", "GetLoadState");
  }

  @Test
  void doesNotRepeatReleaseWhoseAnswerIsLost() {
    user.load("articles", "a", "b");
    server.loseAnswer(RELEASE);
    want("Released");

    operator.pass(SOON);
    operator.pass(SOON);
    operator.pass(SOON);

    assertThat(server.received(RELEASE)).hasSize(1);
    assertThat(operator.partitionPlans("p").get("a").reason()).isEqualTo(Reason.IN_SYNC);
    assertThat(operator.log().refused).isEmpty();
  }

  @Test
  void repeatsLostReleaseAfterRead() {
    user.load("articles", "a", "b");
    server.silence(RELEASE);
    want("Released");

    operator.pass(SOON);
    operator.pass(SOON);
    server.behave();
    operator.pass(SOON.multipliedBy(59));
    assertThat(server.received(RELEASE)).hasSize(1);
    operator.pass(SOON);

    assertThat(server.received(RELEASE)).hasSize(2);
    assertThat(callsBetween(RELEASE)).contains("ShowPartitions", "GetLoadState");
    assertThat(user.loadState("articles", "a")).isEqualTo("NotLoad");
  }

  /** Milvus reports the error of the last load until the next load. */
  @Test
  void loadsDespiteTheErrorOfAnEarlierLoad() {
    server.fail("GetLoadState", 1001, "IO failed[key=insert_log/1]");
    want("Loaded");

    operator.pass(SOON);

    assertThat(server.received(LOAD)).hasSize(1);
  }

  private void want(String state) {
    operator.apply(
        "p",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: all, match: {names: [a, b]}, state: %s}]
        load: {replicas: 1}
        safety: {releaseDelay: 0s, minResident: 0, maxReleasePerChange: 100%%}
        """
            .formatted(server.uri(), state));
  }

  /** Returns the methods that were called between the first two calls of a method. */
  private List<String> callsBetween(String method) {
    List<String> all = server.received().stream().map(MilvusScript.Received::method).toList();
    int first = all.indexOf(method);
    return all.subList(first + 1, first + 1 + all.subList(first + 1, all.size()).indexOf(method));
  }
}
