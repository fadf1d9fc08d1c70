package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.Step;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.MilvusScript;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import io.milvus.shaded.io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Passes while partition x never finishes loading, on servers of each era, which release it after
 * ten minutes without progress, with or without others.
 */
@ParameterizedClass
@EnumSource
class StuckLoadTest {

  private static final Duration STEP = Duration.ofSeconds(5);
  private static final Duration MILVUS_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration NEVER = Duration.ofHours(24);
  private static final String OUT_OF_MEMORY = "load segment failed, OOM if load";

  private final ScriptedMilvus server;
  private final MilvusUser user;
  private PassFixture operator;

  StuckLoadTest(MilvusEra era) {
    server = new ScriptedMilvus(era);
    user = new MilvusUser(server.uri());
    user.createCollection("articles", "a", "b", "c", "x");
    server.setCourse("x", LoadCourse.stuck(OUT_OF_MEMORY, 0, 50));
  }

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
  }

  @Test
  void cancelsStuckLoadBeforeMilvusReleasesItsNeighbours() {
    start(Duration.ofMinutes(4));
    apply("a, b");
    goOn(Duration.ofSeconds(20));
    apply("a, b, x");

    List<Instant> out = goOn(Duration.ofMinutes(32));

    assertThat(out).as("times without a").isEmpty();
    assertThat(cancelled()).containsExactly("x", "x");
    assertThat(loaded()).containsExactly("a", "b", "x", "x");
    assertThat(plan("x").reason()).isIn(Reason.LOAD_STUCK, Reason.INSUFFICIENT_MEMORY);
    assertThat(plan("x").message()).contains("was cancelled", "next try at 2026-11-23T10:");
    assertThat(plan("a").reason()).isEqualTo(Reason.IN_SYNC);
    assertThat(operator.log().noticed).isEmpty();
  }

  @Test
  void cancelsStuckLoadWhoseAnswerNeverCame() {
    start(Duration.ofMinutes(4));
    apply("a, b");
    goOn(Duration.ofSeconds(20));
    server.loseAnswer("LoadPartitions", Status.UNAVAILABLE);
    apply("a, b, x");
    goOn(Duration.ofSeconds(1));
    server.behave();

    List<Instant> out = goOn(Duration.ofMinutes(15));

    assertThat(out).as("times without a").isEmpty();
    assertThat(cancelled()).containsExactly("x");
  }

  @Test
  void triesCancelledLoadAgainAfterFifteenMinutes() {
    start(Duration.ofMinutes(4));
    apply("a, b");
    goOn(Duration.ofSeconds(20));
    apply("a, b, x");
    goOnUntilCancelled(1);
    Instant cancelled = operator.clock().instant();

    assertThat(plan("x").notBefore()).contains(cancelled.plus(Duration.ofMinutes(15)));
    goOn(Duration.ofMinutes(15).minusSeconds(10));
    assertThat(loaded()).containsExactly("a", "b", "x");
    server.setCourse("x", LoadCourse.in(2));
    goOn(Duration.ofSeconds(30));

    assertThat(loaded()).containsExactly("a", "b", "x", "x");
    assertThat(plan("x").reason()).isEqualTo(Reason.IN_SYNC);
  }

  @Test
  void loadsWhatWasHeldUpOnItsOwnAtOnce() {
    start(Duration.ofMinutes(4));
    apply("a, b, x");

    goOn(Duration.ofMinutes(15));

    assertThat(plan("a").reason()).isEqualTo(Reason.IN_SYNC);
    assertThat(plan("b").reason()).isEqualTo(Reason.IN_SYNC);
    assertThat(plan("x").notBefore()).isPresent();
    assertThat(plan("x").reason()).isIn(Reason.LOAD_STUCK, Reason.INSUFFICIENT_MEMORY);
    assertThat(operator.log().noticed).isEmpty();
  }

  @Test
  void loadsOthersOnceStuckLoadIsCancelled() {
    start(Duration.ofMinutes(4));
    apply("a");
    goOn(Duration.ofSeconds(20));
    apply("a, x");
    Instant applied = operator.clock().instant();
    goOn(Duration.ofMinutes(2));
    apply("a, c, x");

    goOnUntilCancelled(1);

    // From 2.6.6 on, c shows as loading again once x is tried again, and x at 0 percent once c is.
    operator.goOnUntil(() -> plan("c").actual() == LoadState.LOADED);
    assertThat(operator.clock().instant()).isBefore(applied.plus(Duration.ofMinutes(9)));
  }

  /** A fight was seen here, with all partitions away for most of an hour. */
  @Test
  void loadsNeighboursAgainAtOnceIfMilvusReleasesAll() {
    start(NEVER);
    apply("a, b");
    goOn(Duration.ofSeconds(20));
    apply("a, b, x");

    List<Instant> out = goOn(Duration.ofMinutes(45));

    assertThat(out).as("times without a").hasSizeLessThanOrEqualTo(2 * 2);
    assertThat(operator.log().noticed).isEmpty();
    assertThat(cancelled()).isEmpty();
    assertThat(plan("a").reason()).isIn(Reason.IN_SYNC, Reason.LOADING);
    assertThat(plan("b").reason()).isIn(Reason.IN_SYNC, Reason.LOADING);
  }

  @Test
  void neverCancelsLoadOfAnotherClient() {
    start(Duration.ofMinutes(4));
    apply("a, b");
    goOn(Duration.ofSeconds(20));
    user.load("articles", "x");
    apply("a, b, x");

    goOn(Duration.ofMinutes(9));

    assertThat(cancelled()).isEmpty();
    assertThat(server.received("ReleasePartitions")).isEmpty();
  }

  private void start(Duration loadTimeout) {
    operator = new PassFixture(new GrpcConnections(Deadlines.DEFAULT, List.of()), loadTimeout);
    server.setLoadTimeout(MILVUS_TIMEOUT, operator.clock());
  }

  private void apply(String loaded) {
    operator.apply(
        "p",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
        """
            .formatted(server.uri(), loaded));
  }

  /** Lets time pass, step by step, and returns the times at which a was not resident. */
  private List<Instant> goOn(Duration time) {
    List<Instant> out = new ArrayList<>();
    for (long step = 0; step < time.dividedBy(STEP); step++) {
      operator.goOn(STEP);
      operator.awaitRest();
      if (!resident("a")) {
        out.add(operator.clock().instant());
      }
    }
    operator.awaitAnswers();
    return out;
  }

  private void goOnUntilCancelled(int times) {
    operator.goOnUntil(
        () -> {
          operator.awaitRest();
          return cancelled().size() == times;
        });
    operator.awaitAnswers();
  }

  private boolean resident(String partition) {
    try {
      return !user.loadState("articles", partition).equals("NotLoad");
    } catch (IllegalStateException e) {
      // Milvus 2.3.5 says why the last load failed.
      return false;
    }
  }

  private PartitionPlan plan(String partition) {
    return operator.partitionPlans("p").get(partition);
  }

  private List<String> cancelled() {
    return operator.log().done.stream()
        .filter(Step.Cancel.class::isInstance)
        .flatMap(step -> step.changes().stream())
        .map(change -> change.partition().name())
        .toList();
  }

  private List<String> loaded() {
    return server.received("LoadPartitions").stream()
        .map(MilvusScript.Received::partitions)
        .flatMap(List::stream)
        .map(Object::toString)
        .toList();
  }
}
