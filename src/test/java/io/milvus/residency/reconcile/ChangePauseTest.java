package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import io.milvus.shaded.io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Changes that Milvus does not answer: nothing more is asked of the collection until the outcome
 * shows, or a minute is over. From Milvus 2.6.6 on, changes of a collection wait for each other.
 */
@ParameterizedClass
@EnumSource
class ChangePauseTest {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration DEADLINE = Duration.ofMillis(500);
  private static final String LOAD = "LoadPartitions";
  private static final String RELEASE = "ReleasePartitions";

  private final ScriptedMilvus server;
  private final MilvusUser user;
  private final PassFixture operator =
      new PassFixture(new Deadlines(Duration.ofSeconds(10), DEADLINE, DEADLINE));

  ChangePauseTest(MilvusEra era) {
    server = new ScriptedMilvus(era);
    user = new MilvusUser(server.uri());
  }

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "a", "b", "c", "d");
    user.load("articles", "c", "d");
  }

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
  }

  @Test
  void asksForNothingAfterLoadWithoutAnswer() {
    int loads = server.received(LOAD).size();
    server.silence(LOAD);
    want("a", "Loaded");
    operator.pass(SOON);
    server.behave();
    assertThat(server.received(LOAD)).hasSize(loads + 1);

    want("b", "Loaded");
    want("c", "Released");
    operator.pass(SOON);
    operator.pass(Duration.ofSeconds(58));

    assertThat(server.received(LOAD)).hasSize(loads + 1);
    assertThat(server.received(RELEASE)).isEmpty();
    for (String waiting : List.of("a", "b", "c")) {
      assertThat(plan(waiting).reason()).isEqualTo(Reason.MILVUS_UNREACHABLE);
      assertThat(plan(waiting).message()).contains("outcome");
      assertThat(plan(waiting).notBefore()).isPresent();
    }
    operator.pass(SOON);
    operator.pass(SOON);
    assertThat(server.received(LOAD)).hasSizeGreaterThan(loads + 1);
    assertThat(states("a", "b", "c")).containsExactly("Loaded", "Loaded", "NotLoad");
  }

  @Test
  void asksForNothingAfterReleaseWithoutAnswer() {
    int loads = server.received(LOAD).size();
    server.silence(RELEASE);
    want("c", "Released");
    operator.pass(SOON);
    operator.pass(SOON);
    server.behave();
    assertThat(server.received(RELEASE)).hasSize(1);

    want("a", "Loaded");
    operator.pass(Duration.ofSeconds(59));
    assertThat(server.received(LOAD)).hasSize(loads);
    assertThat(server.received(RELEASE)).hasSize(1);

    operator.pass(SOON);
    operator.pass(SOON);
    assertThat(states("a", "c")).containsExactly("Loaded", "NotLoad");
  }

  @Test
  void continuesAsSoonAsTheOutcomeShows() {
    server.loseAnswer(LOAD);
    want("a", "Loaded");
    operator.pass(SOON);
    server.behave();

    want("b", "Loaded");
    operator.pass(SOON);

    assertThat(states("a", "b")).doesNotContain("NotLoad");
  }

  @Test
  void asksForNothingByAnotherConnection() {
    int loads = server.received(LOAD).size();
    server.silence(LOAD);
    want("a", "Loaded");
    operator.pass(SOON);
    server.behave();

    want("b", "Loaded", server.uri().replace("127.0.0.1", "localhost"));
    operator.pass(SOON);
    operator.pass(SOON);

    assertThat(server.received(LOAD)).hasSize(loads + 1);
    assertThat(plan("b").reason()).isEqualTo(Reason.MILVUS_UNREACHABLE);
  }

  @Test
  void asksForNothingAfterConnectionBrokeDuringChange() {
    server.fail(RELEASE, Status.UNAVAILABLE);
    want("c", "Released");
    operator.pass(SOON);
    operator.pass(SOON);
    server.behave();
    assertThat(server.received(RELEASE)).hasSize(1);

    operator.pass(Duration.ofSeconds(55));
    assertThat(server.received(RELEASE)).hasSize(1);
    operator.goOnUntil(() -> states("c").equals(List.of("NotLoad")));
  }

  /** Each call takes the lock of the collection, which users need to create partitions. */
  @Test
  void releasesThousandsOfPartitionsInFewCalls() {
    List<String> names = IntStream.range(0, 2500).mapToObj(i -> "t" + i).toList();
    names.forEach(name -> user.createPartition("articles", name));
    user.load("articles", names.toArray(String[]::new));
    operator.apply(
        "all",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: all, match: {globs: ["t*"]}, state: Released}]
        safety: {releaseDelay: 0s, maxReleasePerChange: 100%%}
        """
            .formatted(server.uri()));

    operator.pass(SOON);
    operator.pass(SOON);

    assertThat(server.received(RELEASE))
        .extracting(call -> call.partitions().size())
        .containsExactly(1000, 1000, 500);
  }

  private void want(String partition, String state) {
    want(partition, state, server.uri());
  }

  private void want(String partition, String state, String uri) {
    operator.apply(
        partition,
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: only, match: {names: [%s]}, state: %s}]
        safety: {releaseDelay: 0s}
        """
            .formatted(uri, partition, state));
  }

  private PartitionPlan plan(String partition) {
    return operator.partitionPlans(partition).get(partition);
  }

  private List<String> states(String... partitions) {
    return Stream.of(partitions).map(name -> user.loadState("articles", name)).toList();
  }
}
