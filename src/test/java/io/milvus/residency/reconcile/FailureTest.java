package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.PolicyStatus.GovernedCollection;
import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.MilvusProxy;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A failure with one policy concerns its own collection, and no other. */
class FailureTest {

  private static final Duration LATER = Duration.ofSeconds(31);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "it");
    user.createCollection("books", "it");
    user.load("articles", "de", "it");
  }

  private static String policy(String uri, String collection, String state, String list) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: it, match: {names: [it]}%s, state: %s}]
    safety: {releaseDelay: 0s}
    """
        .formatted(uri, collection, list, state);
  }

  private static String breaking() {
    return ", listedIn: {configMapKeyRef: {name: broken, key: names}}";
  }

  private void frees() {
    operator.apply("frees", policy(server.uri(), "articles", "Released", ""));
  }

  private String messageOfIt() {
    return operator.partitionPlans("frees").get("it").message();
  }

  @Test
  void reportsExceptionForAllPoliciesOnTheCollection() {
    operator.apply("bad", policy(server.uri(), "books", "Loaded", breaking()));
    operator.apply("sibling", policy(server.uri(), "books", "Loaded", ""));
    frees();
    operator.pass(LATER);

    for (String name : List.of("bad", "sibling")) {
      PassOutcome.Failed failed = (PassOutcome.Failed) operator.outcome(name);
      assertThat(failed.reason()).isEqualTo(Reason.MILVUS_ERROR);
      assertThat(failed.message()).contains("IllegalStateException", "log");
    }
    operator.pass(LATER);
    assertThat(user.loadState("articles", "it")).isEqualTo("NotLoad");
  }

  @ParameterizedTest
  @CsvSource({"endless, '', StackOverflowError", "c, broken, IllegalStateException"})
  void backsOffAfterAnException(String collection, String list, String what) {
    ManyMilvus servers = new ManyMilvus();
    try (PassFixture other = new PassFixture(servers)) {
      other.apply(
          "bad",
          policy("http://any.host", collection, "Loaded", list.isEmpty() ? "" : breaking())
              + "interval: 1h\n");
      other.pass(LATER);
      assertThat(((PassOutcome.Failed) other.outcome("bad")).message()).contains(what);
      for (int i = 0; i < 60; i++) {
        other.goOn(Duration.ofSeconds(60));
        other.awaitRest();
      }

      assertThat(servers.looks()).isBetween(6L, 30L);
    }
  }

  @Test
  void releasesDespiteNewPoliciesAtSilentServer() {
    try (ScriptedMilvus silent = new ScriptedMilvus()) {
      silent.silence("GetVersion");
      for (int i = 0; i < 100; i++) {
        operator.apply("new-" + i, policy(silent.uri(), "c" + i, "Loaded", ""));
      }
      frees();
      operator.pass("frees");
      operator.pass("frees");

      assertThat(user.loadState("articles", "it")).isEqualTo("NotLoad");
    }
  }

  @Test
  void holdsReleaseForNewPolicyWhoseAliasLeadsHere() {
    user.createAlias("current", "articles");
    operator.apply("pins", policy(server.uri(), "current", "Loaded", ""));
    frees();
    operator.pass("frees");
    operator.pass("frees");

    assertThat(user.loadState("articles", "it")).isEqualTo("Loaded");
    assertThat(messageOfIt()).contains("policy search/pins is not resolved yet");
  }

  @Test
  void holdsReleaseForPolicyWhoseStatusNamesTheCollection() {
    frees();
    operator.pass(LATER);
    operator.pass(LATER);
    assertThat(user.loadState("articles", "it")).isEqualTo("NotLoad");
    CollectionId seen = ((PassOutcome.Planned) operator.outcome("frees")).observed().id();
    user.load("articles", "it");
    try (MilvusProxy proxy = new MilvusProxy(server.uri());
        PassFixture restarted = new PassFixture(Deadlines.DEFAULT)) {
      restarted.apply("pins", policy(proxy.uri(), "articles", "Loaded", ""));
      restarted.had("pins", status(seen));
      restarted.apply("frees", policy(server.uri(), "articles", "Released", ""));
      restarted.pass("frees");
      restarted.pass("frees");

      assertThat(user.loadState("articles", "it")).isEqualTo("Loaded");
      assertThat(restarted.partitionPlans("frees").get("it").message())
          .contains("policy search/pins is not resolved yet");
    }
  }

  private static PolicyStatus status(CollectionId seen) {
    GovernedCollection collection =
        new GovernedCollection(Long.toString(seen.id()), seen.created(), "articles");
    PolicyStatus none = PolicyStatus.EMPTY;
    return new PolicyStatus(
        1,
        Optional.of(collection),
        none.settledIntent(),
        none.change(),
        none.blocked(),
        none.summary(),
        none.pending(),
        none.next(),
        none.lastHandledReconcileAt(),
        none.conditions());
  }

  @Test
  void failsWhenEachReadReturnsAnotherCollection() {
    ManyMilvus servers = new ManyMilvus();
    try (PassFixture other = new PassFixture(servers)) {
      other.apply("restless", policy("http://any.host", "restless", "Loaded", ""));
      other.pass(LATER);

      assertThat(((PassOutcome.Failed) other.outcome("restless")).message())
          .contains("contradicts itself");
      assertThat(servers.looks()).isEqualTo(2);
    }
  }
}
