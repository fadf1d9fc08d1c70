package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.testkit.MilvusUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A collection that takes long holds up no other one, and ways to it respect each other. */
class QueueTest {

  private static final Duration LATER = Duration.ofSeconds(31);
  private static final Duration SILENCE = Duration.ofSeconds(8);
  private static final Duration LONG = Duration.ofMillis(500);

  private final ScriptedMilvus server = new ScriptedMilvus();
  private final MilvusUser user = new MilvusUser(server.uri());
  private final PassFixture operator =
      new PassFixture(new Deadlines(Duration.ofSeconds(10), Duration.ofSeconds(10), SILENCE));

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "fr", "it");
    user.createCollection("books", "de");
    user.load("articles", "fr", "it");
  }

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
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
  void policiesOfACollectionThatTakesLongTakeTheTurnOfOne() {
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      operator.apply(name, policy(server.uri(), "articles", "it", "Released"));
    }
    anotherCollectionGoesOnBeside(List.of("a", "b", "c", "d", "e", "f"));
  }

  @Test
  void aliasesOfACollectionThatTakesLongTakeTheTurnOfOne() {
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      user.createAlias(name, "articles");
      operator.apply(name, policy(server.uri(), name, "it", "Released"));
    }
    anotherCollectionGoesOnBeside(List.of("a", "b", "c", "d", "e", "f"));
    server.behave();
    operator.awaitAnswers();
  }

  private void anotherCollectionGoesOnBeside(List<String> policies) {
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
  void aCopyThatTakesLongDelaysNoLoads() {
    try (MilvusProxy copy = new MilvusProxy(server.uri())) {
      operator.apply("copy", policy(copy.uri(), "articles", "it", "Ignored"));
      operator.apply("production", policy(server.uri(), "articles", "de", "Loaded"));
      operator.pass(LATER);
      copy.trouble("ReleasePartitions", new Script.Trouble.Silence());
      operator.apply("copy", policy(copy.uri(), "articles", "it", "Released"));
      operator.begin("copy");
      operator.goOnUntil(() -> calls(copy).contains("ReleasePartitions"));
      user.release("articles", "de");
      operator.begin("production");

      await().until(() -> user.loadState("articles", "de").equals("Loaded"));
    }
  }

  @Test
  void twoWaysKeepTheFloorTogether() {
    try (MilvusProxy other = new MilvusProxy(server.uri())) {
      operator.apply("one", policy(server.uri(), "articles", "fr", "Ignored"));
      operator.apply("two", policy(other.uri(), "articles", "it", "Ignored"));
      operator.pass(LATER);
      operator.pass(LATER);
      server.delay("ReleasePartitions", LONG);
      operator.apply("one", policy(server.uri(), "articles", "fr", "Released"));
      operator.apply("two", policy(other.uri(), "articles", "it", "Released"));
      operator.pass(LATER);
      operator.pass(LATER);

      Map<String, String> states = user.loadStates("articles");
      assertThat(states.values()).filteredOn("Loaded"::equals).hasSize(1);
      assertThat(server.received("ReleasePartitions")).hasSize(1);
    }
  }

  private static List<String> calls(MilvusProxy proxy) {
    return proxy.calls().stream().map(MilvusCall::method).toList();
  }
}
