package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An unresolved policy that may protect a partition which another policy releases. */
class DoubtTest {

  private static final Duration LATER = Duration.ofSeconds(31);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "en", "it");
    user.createCollection("books", "it");
    user.createAlias("current", "articles");
    user.createAlias("elsewhere", "books");
    user.load("articles", "de", "en", "it");
    frees("Ignored");
    operator.pass(LATER);
  }

  private void frees(String state) {
    operator.apply(
        "frees",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: it, match: {names: [it]}, state: %s}]
        safety: {releaseDelay: 0s}
        """
            .formatted(server.uri(), state));
  }

  private void pins(String collection, String credentials) {
    operator.apply(
        "pins",
        """
        milvus: {uri: "%s"%s}
        collection: %s
        rules: [{name: it, match: {names: [it]}, state: Loaded}]
        """
            .formatted(server.uri(), credentials, collection));
  }

  private String stateOfIt() {
    frees("Released");
    operator.pass(LATER);
    operator.pass(LATER);
    return user.loadState("articles", "it");
  }

  @Test
  void holdsReleaseForUnresolvedAlias() {
    pins("current", ", credentialsSecretRef: {name: missing}");
    operator.pass(LATER);

    assertThat(stateOfIt()).isEqualTo("Loaded");
    assertThat(operator.partitionPlans("frees").get("it").message())
        .contains("policy search/pins could not be resolved");
    assertThat(operator.partitionPlans("frees").get("it").actual()).isEqualTo(LoadState.LOADED);
  }

  @Test
  void holdsReleaseWhenMilvusDoesNotResolveTheAlias() {
    server.fail("DescribeCollection", 65535, "no");
    pins("current", "");
    operator.pass(LATER);

    assertThat(stateOfIt()).isEqualTo("Loaded");
  }

  /** Only references by an alias need DescribeCollection. */
  @ParameterizedTest
  @CsvSource({"100, can't find collection", "800, database not found[database=default]"})
  void holdsReleaseWhenOnlyOneCallReportsAliasMissing(int code, String reason) {
    pins("current", "");
    operator.pass(LATER);
    server.fail("DescribeCollection", code, reason);
    operator.pass(LATER);

    assertThat(stateOfIt()).isEqualTo("Loaded");
    assertThat(operator.partitionPlans("frees").get("it").message())
        .contains("policy search/pins could not be resolved");
  }

  @Test
  void releasesWhenAliasLeadsToAnotherCollection() {
    pins("elsewhere", ", credentialsSecretRef: {name: missing}");
    operator.pass(LATER);

    assertThat(stateOfIt()).isEqualTo("NotLoad");
  }

  @Test
  void releasesWhenAliasDoesNotExist() {
    pins("nowhere", ", credentialsSecretRef: {name: missing}");
    operator.pass(LATER);

    assertThat(stateOfIt()).isEqualTo("NotLoad");
  }

  /** The answer about an alias is kept for a few seconds, but nothing is released by it. */
  @Test
  void holdsReleaseForAliasThatMovedHereTwoSecondsAgo() {
    pins("elsewhere", ", credentialsSecretRef: {name: missing}");
    operator.pass(LATER);
    frees("Released");
    operator.pass("frees");
    user.moveAlias("elsewhere", "articles");

    operator.setBoth(Duration.ofSeconds(2));
    operator.pass("frees");
    operator.setBoth(Duration.ofSeconds(1));
    operator.pass("frees");

    assertThat(user.loadState("articles", "it")).isEqualTo("Loaded");
  }
}
