package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.model.LoadState;
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

/** Cancellations on a server 2.6.6, of loads that look stuck to the operator. */
class LoadCancellationTest {

  private static final Duration STEP = Duration.ofSeconds(5);
  private static final String OUT_OF_MEMORY = "load segment failed, OOM if load";

  private final ScriptedMilvus server = new ScriptedMilvus(MilvusEra.WAL);
  private final MilvusUser user = new MilvusUser(server.uri());
  private final PassFixture operator =
      new PassFixture(new GrpcConnections(Deadlines.DEFAULT, List.of()), Duration.ofMinutes(4));
  private String interval = "30s";

  LoadCancellationTest() {
    user.createCollection("articles", "a", "b", "p", "x");
    server.setCourse("x", LoadCourse.stuck(OUT_OF_MEMORY, 0, 50));
    server.setLoadTimeout(Duration.ofMinutes(10), operator.clock());
  }

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
  }

  /**
   * Another client loads one partition after the other, so that p shows as loading in each look.
   */
  @Test
  void leavesLoadedPartitionWhileAnotherClientChangesTheCollection() {
    for (int i = 0; i < 70; i++) {
      user.createPartition("articles", "q" + i);
    }
    user.insert("articles", "p", 1);
    server.setCourse("p", LoadCourse.of(0, 10, 10, 10, 10, 10, 100));
    server.setCourseAgain(LoadCourse.of(0, 0, 0, 0, 0, 0, 0, 100));
    apply("a");
    goOn(Duration.ofSeconds(20));
    apply("a, p");
    int searchable = 0;
    for (int i = 0; i < 70; i++) {
      operator.goOn(STEP);
      operator.awaitRest();
      for (int look = 0; look < 9; look++) {
        user.loadState("articles", "p");
      }
      searchable += user.loadState("articles", "p").equals("Loaded") ? 1 : 0;
      user.load("articles", "q" + i);
    }
    assertThat(searchable).as("times at which p was Loaded").isGreaterThan(20);
    assertThat(cancelled()).isEmpty();
  }

  /** The operator is cut off while p gets loaded and serves; then another client loads b. */
  @Test
  void leavesPartitionThatWasLoadedWhileMilvusWasOutOfReach() {
    user.insert("articles", "p", 1);
    server.setCourse("p", LoadCourse.of(0, 50, 50, 50, 50, 50, 100));
    interval = "5m";
    apply("a");
    goOn(Duration.ofSeconds(20));
    apply("a, p");
    goOn(Duration.ofSeconds(10));
    assertThat(user.loadState("articles", "p")).isEqualTo("Loading");
    server.fail("ShowPartitions", Status.UNAVAILABLE);
    goOn(STEP);
    for (int look = 0; look < 9; look++) {
      user.loadState("articles", "p");
    }
    assertThat(user.loadState("articles", "p")).isEqualTo("Loaded");
    goOn(Duration.ofMinutes(4).plusSeconds(40));
    assertThat(user.loadState("articles", "p")).isEqualTo("Loaded");

    server.setCourseAgain(LoadCourse.of(0, 0, 0, 0, 0, 0, 0, 100));
    user.load("articles", "b");
    server.behave();
    goOn(Duration.ofMinutes(6));

    assertThat(cancelled()).isEmpty();
    assertThat(user.loadState("articles", "p")).isNotEqualTo("NotLoad");
  }

  /** The same with the interval that is the default: four minutes later. */
  @Test
  void leavesPartitionThatServedForAnHourWhileMilvusWasOutOfReach() {
    user.insert("articles", "p", 1);
    server.setCourse("p", LoadCourse.of(0, 50, 50, 50, 50, 50, 100));
    apply("a");
    goOn(Duration.ofSeconds(20));
    apply("a, p");
    goOn(Duration.ofSeconds(10));
    server.fail("ShowPartitions", Status.UNAVAILABLE);
    goOn(STEP);
    for (int look = 0; look < 9; look++) {
      user.loadState("articles", "p");
    }
    goOn(Duration.ofMinutes(60));
    assertThat(user.loadState("articles", "p")).isEqualTo("Loaded");

    user.load("articles", "x");
    server.behave();
    goOn(Duration.ofMinutes(6));

    assertThat(cancelled()).isEmpty();
  }

  /** The answer that is missing may say that the query nodes hold rows of x. */
  @Test
  void cancelsNothingUntilMilvusSaysWhatTheQueryNodesHold() {
    apply("a, b");
    goOn(Duration.ofSeconds(20));
    apply("a, b, x");
    server.fail("GetQuerySegmentInfo", 65535, "no delegator for the channel");
    goOn(Duration.ofMinutes(6));
    assertThat(cancelled()).isEmpty();
    server.behave();

    List<Instant> out = goOn(Duration.ofMinutes(5));

    assertThat(cancelled()).containsExactly("x");
    assertThat(out).as("times without a").isEmpty();
  }

  /** In a first load nothing gets loaded beside x. */
  @Test
  void cancelsOnlyTheLoadWithRows() {
    apply("a, b, x");

    goOn(Duration.ofMinutes(6));

    assertThat(cancelled()).containsExactly("x");
    assertThat(loads()).containsExactly("a", "b", "x");
    assertThat(operator.partitionPlans("p").get("a").actual()).isEqualTo(LoadState.LOADED);
    assertThat(operator.partitionPlans("p").get("b").actual()).isEqualTo(LoadState.LOADED);
  }

  @Test
  void loadsWhatWasHeldUpAgainOnItsOwn() {
    user.insert("articles", "a", 1);
    apply("a, b, x");

    goOn(Duration.ofMinutes(10));

    assertThat(cancelled()).containsExactlyInAnyOrder("a", "x", "x");
    assertThat(loads()).containsExactlyInAnyOrder("a", "b", "x", "a", "x");
    assertThat(operator.partitionPlans("p").get("a").actual()).isEqualTo(LoadState.LOADED);
  }

  /** GetLoadingProgress only tells why a load is stuck. */
  @Test
  void cancelsStuckLoadThoughMilvusDoesNotSayWhyItIsStuck() {
    apply("a, b");
    goOn(Duration.ofSeconds(20));
    server.fail("GetLoadingProgress", 8, "request is rejected by grpc RateLimiter middleware");
    apply("a, b, x");

    List<Instant> out = goOn(Duration.ofMinutes(12));

    assertThat(cancelled()).contains("x");
    assertThat(out).as("times without a").isEmpty();
  }

  /** The same where the server is too busy to say it in time. */
  @Test
  void cancelsStuckLoadThoughMilvusIsTooBusyToSayWhyItIsStuck() {
    apply("a, b");
    goOn(Duration.ofSeconds(20));
    server.fail("GetLoadingProgress", Status.DEADLINE_EXCEEDED);
    apply("a, b, x");

    List<Instant> out = goOn(Duration.ofMinutes(12));

    assertThat(cancelled()).contains("x");
    assertThat(out).as("times without a").isEmpty();
  }

  private void apply(String loaded) {
    operator.apply(
        "p",
        """
        milvus: {uri: "%s"}
        collection: articles
        interval: %s
        rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
        """
            .formatted(server.uri(), interval, loaded));
  }

  /** Lets time pass, step by step, and returns the times at which a was not resident. */
  private List<Instant> goOn(Duration time) {
    List<Instant> out = new ArrayList<>();
    for (long step = 0; step < time.dividedBy(STEP); step++) {
      operator.goOn(STEP);
      operator.awaitRest();
      if (user.loadState("articles", "a").equals("NotLoad")) {
        out.add(operator.clock().instant());
      }
    }
    return out;
  }

  private List<String> cancelled() {
    return operator.log().done.stream()
        .filter(Step.Cancel.class::isInstance)
        .flatMap(step -> step.changes().stream())
        .map(change -> change.partition().name())
        .toList();
  }

  private List<String> loads() {
    return server.received("LoadPartitions").stream()
        .map(MilvusScript.Received::partitions)
        .flatMap(List::stream)
        .map(Object::toString)
        .toList();
  }
}
