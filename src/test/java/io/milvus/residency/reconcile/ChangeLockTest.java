package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two connections to one collection, of which one is in the middle of a change. */
class ChangeLockTest {

  private static final String RELEASE = "ReleasePartitions";
  private static final String LOAD = "LoadPartitions";
  private static final String LOOK = "ShowPartitions";

  @RegisterExtension
  private final PassExtension passes =
      new PassExtension(
          new Deadlines(Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(90)));

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @Test
  void looksSeldomWhileAnotherConnectionReleases() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "a");
    user.load("articles", "a");
    server.silence(RELEASE);
    apply("one", server.uri());
    apply("other", server.uri().replace("127.0.0.1", "localhost"));
    operator.goOnUntil(() -> server.received(RELEASE).size() == 1);

    int before = server.received(LOOK).size();
    Instant end = operator.clock().instant().plus(Duration.ofSeconds(3));
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              operator.goOn(Duration.ofMillis(30));
              return operator.clock().instant().isAfter(end);
            });

    assertThat(server.received(LOOK).size() - before).isBetween(1, 12);
    assertThat(server.received(RELEASE)).hasSize(1);
  }

  /** Milvus makes the second load only after the first, which it may never answer. */
  @Test
  void loadsNothingWhileAnotherConnectionLoads() {
    user.createCollection("articles", "a", "b");
    server.silence(LOAD);
    apply("one", server.uri(), "a");
    operator.begin("one");
    await().until(() -> server.received(LOAD).size() == 1);
    apply("other", server.uri().replace("127.0.0.1", "localhost"), "b");
    operator.begin("other");
    operator.awaitAnswers();

    assertThat(server.received(LOAD)).hasSize(1);
    server.behave();
    operator.goOnUntil(
        () ->
            user.loadState("articles", "a").equals("Loaded")
                && user.loadState("articles", "b").equals("Loaded"));
  }

  private void apply(String policy, String uri, String loaded) {
    operator.apply(
        policy,
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: only, match: {names: [%s]}, state: Loaded}]
        """
            .formatted(uri, loaded));
  }

  private void apply(String policy, String uri) {
    operator.apply(
        policy,
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: all, match: {globs: ["*"]}, state: Released}]
        safety: {releaseDelay: 0s, minResident: 0, maxReleasePerChange: 100%%}
        """
            .formatted(uri));
  }
}
