package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.MilvusProxy;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A change during a pass starts the next pass at once. */
class WakeUpTest {

  private static final Duration LATER = Duration.ofSeconds(31);
  private static final Duration LONG = Duration.ofMillis(700);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "fr", "it", "es");
    operator.list("wanted", "de\nit");
    operator.apply("listed", policy("[\"*\"]"));
    operator.pass(LATER);
    operator.pass(LATER);
    assertThat(states()).containsEntry("it", "Loaded").containsEntry("fr", "NotLoad");
  }

  private String policy(String globs) {
    return """
    milvus: {uri: "%s"}
    collection: articles
    rules:
      - name: listed
        match: {globs: %s}
        listedIn: {configMapKeyRef: {name: wanted, key: names}}
        state: Loaded
        otherwise: Released
    interval: 1h
    safety: {releaseDelay: 0s}
    """
        .formatted(server.uri(), globs);
  }

  private Map<String, String> states() {
    return user.loadStates("articles");
  }

  private void awaitReleasingPass(Runnable begin) {
    server.delay("ReleasePartitions", LONG);
    begin.run();
    operator.goOnUntil(() -> !server.received("ReleasePartitions").isEmpty());
  }

  @Test
  void passesAgainAfterListChanged() {
    awaitReleasingPass(() -> operator.list("wanted", "de"));

    operator.list("wanted", "de\nfr");

    await().until(() -> states().get("fr").equals("Loaded"));
    assertThat(states()).containsEntry("it", "NotLoad");
  }

  @Test
  void passesAgainAfterEdit() {
    awaitReleasingPass(() -> operator.list("wanted", "de"));

    operator.apply("listed", policy("[\"*\", \"x_*\"]").replace("state: Loaded", "state: Ignored"));

    operator.awaitAnswers();
    assertThat(operator.partitionPlans("listed")).doesNotContainKey("de");
  }

  @Test
  void passesAgainAfterListOfAnotherPolicyChanged() {
    operator.list("others", "");
    operator.apply("other", policy("[\"es\"]").replace("wanted", "others"));
    operator.pass(LATER);
    awaitReleasingPass(() -> operator.list("wanted", "de"));

    operator.list("others", "es");

    await().until(() -> states().get("es").equals("Loaded"));
  }

  @Test
  void passesAgainForNewPolicy() {
    operator.list("others", "es");
    awaitReleasingPass(() -> operator.list("wanted", "de"));

    operator.apply("other", policy("[\"es\"]").replace("wanted", "others"));
    operator.ask("other");

    await().until(() -> states().get("es").equals("Loaded"));
  }

  @Test
  void passesAgainAfterPolicyIsDeleted() {
    operator.apply("pin", pin(server.uri()));
    operator.awaitAnswers();
    operator.list("wanted", "de");
    operator.awaitAnswers();
    assertThat(states()).containsEntry("it", "Loaded");

    operator.delete("pin");

    operator.goOnUntil(() -> states().get("it").equals("NotLoad"));
  }

  @Test
  void passesAgainAfterPolicyOfAnotherConnectionChanged() {
    try (MilvusProxy connectionRef = new MilvusProxy(server.uri())) {
      operator.apply("pin", pin(connectionRef.uri()));
      operator.awaitAnswers();
      operator.list("wanted", "de");
      operator.awaitAnswers();
      operator.awaitRest();
      assertThat(states()).containsEntry("it", "Loaded");

      operator.apply("pin", pin(connectionRef.uri()).replace("[it]", "[fr]"));
      operator.ask("pin");
      operator.goOnUntil(() -> states().get("it").equals("NotLoad"));
      assertThat(states()).containsEntry("fr", "Loaded");

      operator.delete("pin");
      operator.goOnUntil(() -> states().get("fr").equals("NotLoad"));
    }
  }

  private static String pin(String uri) {
    return """
    milvus: {uri: "%s"}
    collection: articles
    rules:
      - {name: pin, match: {names: [it]}, state: Loaded}
    interval: 1h
    """
        .formatted(uri);
  }

  @Test
  void doesNothingWhenNothingHasChanged() {
    operator.awaitRest();
    int calls = server.received().size();
    operator.goOn(Duration.ofMinutes(50));
    operator.awaitRest();

    assertThat(server.received()).hasSize(calls);
  }

  @Test
  void passesAutomaticallyWhenDue() {
    user.release("articles", "de");

    operator.goOn(Duration.ofMinutes(61));

    operator.goOnUntil(() -> states().get("de").equals("Loaded"));
  }
}
