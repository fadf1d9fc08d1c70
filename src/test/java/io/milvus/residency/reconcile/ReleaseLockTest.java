package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two connections to one collection, of which one is in the middle of a release. */
class ReleaseLockTest {

  private static final String RELEASE = "ReleasePartitions";
  private static final String LOOK = "ShowPartitions";

  @RegisterExtension private final PassExtension passes = new PassExtension();

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

    assertThat(server.received(LOOK).size() - before).isBetween(3, 12);
    assertThat(server.received(RELEASE)).hasSize(1);
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
