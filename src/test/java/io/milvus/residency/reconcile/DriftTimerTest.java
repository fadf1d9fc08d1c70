package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Recorders hear of passes, of drift and of its repair. */
class DriftTimerTest {

  private static final Duration LATER = Duration.ofSeconds(31);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @BeforeEach
  void provision() {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "a", "b");
  }

  private void apply(String name, String states) {
    operator.apply(
        name,
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: %s
        safety: {releaseDelay: 0s}
        """
            .formatted(server.uri(), states));
    operator.pass(LATER);
    operator.pass(LATER);
  }

  private void loadA() {
    apply(
        "loads",
        "[{name: a, match: {names: [a]}, state: Loaded},"
            + " {name: b, match: {names: [b]}, state: Released}]");
  }

  @Test
  void recordsNoCorrectionOfWhatAnEditChanges() {
    loadA();
    apply("loads", "[{name: all, match: {names: [a, b]}, state: Loaded}]");

    assertThat(user.loadState("articles", "a", "b")).isEqualTo("Loaded");
    assertThat(operator.log().corrected).isEmpty();
    assertThat(operator.log().repaired).isEmpty();
  }

  @Test
  void recordsCorrectionAndRepairOfARelease() {
    loadA();
    server.setPollsUntilLoaded(8);
    user.release("articles", "a");
    operator.pass(LATER);

    assertThat(operator.log().corrected).containsExactly(1);
    assertThat(operator.log().repaired).isEmpty();

    Duration since = Duration.ZERO;
    while (operator.log().repaired.isEmpty() && since.compareTo(LATER.multipliedBy(20)) < 0) {
      operator.pass(LATER);
      since = since.plus(LATER);
    }

    assertThat(user.loadState("articles", "a")).isEqualTo("Loaded");
    assertThat(operator.log().corrected).containsExactly(1);
    assertThat(operator.log().repaired).containsExactly(since);
  }

  @Test
  void recordsCorrectionAndRepairOfALoad() {
    loadA();
    user.load("articles", "b");
    operator.pass(LATER);
    operator.pass(LATER);

    assertThat(user.loadState("articles", "b")).isEqualTo("NotLoad");
    assertThat(operator.log().corrected).containsExactly(1);
    assertThat(operator.log().repaired).hasSize(1);
  }

  @Test
  void recordsNoRepairWherePoliciesHaveComeToWantTheDrift() {
    loadA();
    server.silence("LoadPartitions");
    user.release("articles", "a");
    apply("loads", "[{name: a, match: {names: [a]}, state: Released}]");

    assertThat(operator.log().corrected).isEmpty();
    assertThat(operator.log().repaired).isEmpty();
  }

  @Test
  void recordsTheOutcomeOfEachPass() {
    loadA();
    assertThat(operator.outcomes()).isNotEmpty().allMatch(PassOutcome.Planned.class::isInstance);
    operator.outcomes().clear();

    server.close();
    operator.pass(LATER);

    assertThat(operator.outcomes())
        .singleElement()
        .isInstanceOfSatisfying(
            PassOutcome.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.MILVUS_UNREACHABLE));
  }
}
