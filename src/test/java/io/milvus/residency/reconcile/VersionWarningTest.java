package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passes against servers of versions that the operator knows, does not know or refuses. */
class VersionWarningTest {

  private static final Duration SOON = Duration.ofSeconds(1);

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final MilvusUser user = new MilvusUser(server.uri());
  private final PassFixture operator = new PassFixture(Deadlines.DEFAULT);

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "a", "b");
    user.load("articles", "b");
  }

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
  }

  @Test
  void warnsEachPolicyOnceOfUnknownVersion() {
    server.setVersion("v9.1.0");
    apply("p");
    operator.pass(SOON);
    operator.pass(SOON);
    apply("q");
    operator.pass(SOON);
    operator.pass(SOON);

    assertThat(operator.log().warned)
        .hasSize(2)
        .allSatisfy(
            warning ->
                assertThat(warning)
                    .contains("UnknownVersion: Milvus v9.1.0 is not among the versions"))
        .satisfiesExactlyInAnyOrder(
            warning -> assertThat(warning).startsWith("search/p: "),
            warning -> assertThat(warning).startsWith("search/q: "));
    assertThat(user.loadState("articles", "a")).isEqualTo("Loaded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2.3.5-lite", "v2.6.20", "3.0.0"})
  void warnsOfNoKnownVersion(String version) {
    server.setVersion(version);
    apply("p");
    operator.pass(SOON);

    assertThat(operator.log().warned).isEmpty();
  }

  @Test
  void touchesNothingInMilvusLite() {
    server.setVersion("milvus_lite-3.2.2");
    apply("p");
    operator.pass(SOON);
    operator.pass(SOON);

    PassOutcome.Failed failed = (PassOutcome.Failed) operator.outcome("p");
    assertThat(failed.reason()).isEqualTo(Reason.UNSUPPORTED_VERSION);
    assertThat(failed.message()).startsWith("Milvus Lite loads whole collections only");
    assertThat(server.received("LoadPartitions")).hasSize(1);
    assertThat(server.received("ReleasePartitions")).isEmpty();
  }

  private void apply(String name) {
    operator.apply(
        name,
        """
        milvus: {uri: "%s"}
        collection: articles
        rules:
          - {name: loaded, match: {names: [a]}, state: Loaded}
          - {name: rest, match: {names: [b]}, state: Released}
        safety: {releaseDelay: 0s, maxReleasePerChange: 100%%}
        """
            .formatted(server.uri()));
  }
}
