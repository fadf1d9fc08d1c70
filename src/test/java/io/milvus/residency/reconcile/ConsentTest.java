package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A release is not made if its grounds have changed since the plan, even within the same pass. */
class ConsentTest {

  private static final Duration LATER = Duration.ofSeconds(31);
  private static final Duration LONG = Duration.ofMillis(700);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "fr", "it");
    user.load("articles", "de", "it");
  }

  private String policy(String partition, String state) {
    return """
    milvus: {uri: "%s"}
    collection: articles
    rules: [{name: it, match: {names: [%s]}, state: %s}]
    safety: {releaseDelay: 0s}
    """
        .formatted(server.uri(), partition, state);
  }

  /** Begins a pass that corrects drift: it loads one partition, and is about to release another. */
  private void beginLongPass() {
    beginLongPass(policy("it", "Released"));
  }

  private void beginLongPass(String frees) {
    operator.apply("loads", policy("fr", "Loaded"));
    operator.apply("frees", frees);
    operator.goOnUntil(() -> released() == 1);
    operator.pass(LATER);
    operator.pass(LATER);
    user.load("articles", "it");
    user.release("articles", "fr");
    server.delay("LoadPartitions", LONG);
    int before = server.received("LoadPartitions").size();
    operator.goOn(LATER);
    operator.goOnUntil(() -> server.received("LoadPartitions").size() > before);
  }

  private long released() {
    return server.received("ReleasePartitions").stream()
        .filter(call -> call.partitions().contains("it"))
        .count();
  }

  private void assertStillLoaded() {
    operator.awaitAnswers();
    operator.pass(LATER);
    assertThat(released()).isEqualTo(1);
    assertThat(user.loadState("articles", "it")).isEqualTo("Loaded");
  }

  @Test
  void releasesWhenNothingChanges() {
    beginLongPass();

    await().until(() -> released() == 2);
  }

  @Test
  void holdsReleaseWhenWindowOpens() {
    String window =
        "during: [{from: \"10:30\", to: \"20:00\"}], state: Loaded, otherwise: Released";
    beginLongPass(policy("it", "Released").replace("state: Released", window));

    operator.goOn(Duration.ofMinutes(31));

    assertStillLoaded();
  }

  @Test
  void holdsReleaseWhenPolicyIsPutOnHold() {
    beginLongPass();

    operator.apply(
        "frees",
        policy("it", "Released"),
        new Annotations(Optional.empty(), Optional.empty(), true));

    assertStillLoaded();
  }

  @Test
  void holdsReleaseWhenPolicyIsEdited() {
    beginLongPass();

    operator.apply("frees", policy("it", "Ignored"));

    assertStillLoaded();
  }

  @Test
  void holdsReleaseWhenPolicyIsDeleted() {
    beginLongPass();

    operator.delete("frees");

    assertStillLoaded();
  }

  @Test
  void holdsReleaseWhenPolicyIsCreated() {
    beginLongPass();

    operator.apply("pins", policy("it", "Loaded"));

    assertStillLoaded();
  }

  @Test
  void holdsReleaseWhenTheClockIsNotTrusted() {
    beginLongPass();

    operator.doubt("the operator's clock was set");

    assertStillLoaded();
  }

  @Test
  void stopsBetweenTwoReleaseCallsWhenPolicyIsEdited() {
    String[] names = IntStream.range(0, 1500).mapToObj(i -> "t" + i).toArray(String[]::new);
    user.createCollection("tenants", names);
    user.load("tenants", names);
    String spec =
        """
        milvus: {uri: "%s"}
        collection: tenants
        rules: [{name: all, match: {globs: ["t*"]}, state: Released}]
        safety: {releaseDelay: 0s, minResident: 1, maxReleasePerChange: 100%%}
        """
            .formatted(server.uri());
    server.delay("ReleasePartitions", LONG.multipliedBy(3));
    operator.apply("tenants", spec);
    operator.goOnUntil(() -> !server.received("ReleasePartitions").isEmpty());

    operator.apply("tenants", spec.replace("collection", "mode: Observe\ncollection"));

    operator.awaitAnswers();
    assertThat(server.received("ReleasePartitions").size()).isEqualTo(1);
    assertThat(user.loadStates("tenants").values()).filteredOn("Loaded"::equals).hasSize(500);
  }
}
