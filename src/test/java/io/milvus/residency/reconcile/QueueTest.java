package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.MilvusCall;
import io.milvus.residency.testkit.milvus.MilvusProxy;
import io.milvus.residency.testkit.milvus.MilvusScript;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A slow collection delays no other one, and connections to one collection share its limits. */
class QueueTest {

  private static final Duration LATER = Duration.ofSeconds(31);
  private static final Duration SILENCE = Duration.ofSeconds(8);
  private static final Duration LONG = Duration.ofMillis(500);

  @RegisterExtension
  private final PassExtension passes =
      new PassExtension(new Deadlines(Duration.ofSeconds(10), Duration.ofSeconds(10), SILENCE));

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "fr", "it", "x");
    user.createCollection("books", "de");
    user.load("articles", "fr", "it");
  }

  private static String policy(String uri, String collection, String partition, String state) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: rule, match: {names: [%s]}, state: %s}]
    safety: {releaseDelay: 0s, minResident: 1, maxReleasePerChange: 100%%}
    """
        .formatted(uri, collection, partition, state);
  }

  @Test
  void runsOnePassForAllPoliciesOfSlowCollection() {
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      operator.apply(name, policy(server.uri(), "articles", "it", "Released"));
    }
    assertOtherCollectionGoesOn(List.of("a", "b", "c", "d", "e", "f"));
  }

  @Test
  void runsOnePassForAllAliasesOfSlowCollection() {
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      user.createAlias(name, "articles");
      operator.apply(name, policy(server.uri(), name, "it", "Released"));
    }
    assertOtherCollectionGoesOn(List.of("a", "b", "c", "d", "e", "f"));
    server.behave();
    operator.awaitAnswers();
  }

  private void assertOtherCollectionGoesOn(List<String> policies) {
    operator.pass(LATER);
    user.load("articles", "it");
    server.silence("ReleasePartitions");
    int before = server.received("ReleasePartitions").size();
    policies.forEach(operator::begin);
    await().until(() -> server.received("ReleasePartitions").size() > before);

    operator.apply("other", policy(server.uri(), "books", "de", "Loaded"));
    operator.begin("other");

    await().atMost(SILENCE).until(() -> user.loadState("books", "de").equals("Loaded"));
    assertThat(server.received("ReleasePartitions")).hasSize(before + 1);
  }

  @Test
  void loadsOnceSlowConnectionHasReleased() {
    try (MilvusProxy copy = new MilvusProxy(server.uri())) {
      operator.apply("copy", policy(copy.uri(), "articles", "it", "Ignored"));
      operator.apply("production", policy(server.uri(), "articles", "de", "Loaded"));
      operator.pass(LATER);
      copy.trouble("ReleasePartitions", new MilvusScript.Trouble.Delay(LONG));
      operator.apply("copy", policy(copy.uri(), "articles", "it", "Released"));
      operator.begin("copy");
      operator.goOnUntil(() -> calls(copy).contains("ReleasePartitions"));
      user.release("articles", "de");
      operator.begin("production");

      operator.goOnUntil(() -> user.loadState("articles", "de").equals("Loaded"));
      assertThat(user.loadState("articles", "it")).isEqualTo("NotLoad");
    }
  }

  @Test
  void keepsMinResidentAcrossSimultaneousReleases() {
    try (MilvusProxy other = new MilvusProxy(server.uri())) {
      driftOnTwoConnections(other);
      server.delay("GetLoadState", LONG);

      operator.pass(LATER);
      operator.pass(LATER);

      assertThat(user.loadStates("articles").values()).filteredOn("Loaded"::equals).hasSize(1);
    }
  }

  @Test
  void keepsMinResidentAfterAnotherConnectionReleased() {
    try (MilvusProxy other = new MilvusProxy(server.uri())) {
      operator.apply("three", policy(other.uri(), "articles", "x", "Loaded"));
      driftOnTwoConnections(other);
      server.setPollsUntilLoaded(1000);
      user.release("articles", "x");
      other.trouble("LoadPartitions", new MilvusScript.Trouble.Delay(LONG.multipliedBy(3)));
      long loads = loads(other);
      operator.begin("two");
      await().until(() -> loads(other) > loads);

      operator.pass("one");
      operator.awaitAnswers();
      operator.pass(LATER);

      assertThat(user.loadStates("articles").values()).filteredOn("Loaded"::equals).hasSize(1);
    }
  }

  /** Makes each connection release one of two partitions that another client has loaded. */
  private void driftOnTwoConnections(MilvusProxy other) {
    user.load("articles", "de");
    operator.apply("one", policy(server.uri(), "articles", "fr", "Released"));
    operator.apply("two", policy(other.uri(), "articles", "it", "Released"));
    operator.goOnUntil(
        () -> !user.loadStates("articles").values().contains("Loading") && resident().equals("de"));
    operator.pass(LATER);
    operator.pass(LATER);
    user.load("articles", "fr", "it");
    user.release("articles", "de");
  }

  /** Returns the loaded partitions, without the one of the third policy. */
  private String resident() {
    return user.loadStates("articles").entrySet().stream()
        .filter(e -> e.getValue().equals("Loaded") && !e.getKey().equals("x"))
        .map(Map.Entry::getKey)
        .collect(joining(","));
  }

  private static long loads(MilvusProxy proxy) {
    return calls(proxy).stream().filter("LoadPartitions"::equals).count();
  }

  private static List<String> calls(MilvusProxy proxy) {
    return proxy.calls().stream().map(MilvusCall::method).toList();
  }
}
