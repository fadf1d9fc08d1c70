package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.milvus.GrpcConnections;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cancelled loads on a server 2.6.6: what must not be cancelled, and what must. */
class CancelBreakTest {

  private static final Duration STEP = Duration.ofSeconds(5);
  private static final String OUT_OF_MEMORY = "load segment failed, OOM if load";

  private final ScriptedMilvus server = new ScriptedMilvus(MilvusEra.WAL);
  private final MilvusUser user = new MilvusUser(server.uri());
  private PassFixture operator = start();

  CancelBreakTest() {
    user.createCollection("articles", "a", "b", "p", "y");
    long created = System.currentTimeMillis();
    while (System.currentTimeMillis() < created + 2) {
      Thread.onSpinWait();
    }
    user.createPartition("articles", "x");
    server.setCourse("x", LoadCourse.stuck(OUT_OF_MEMORY, 0, 50));
    server.setLoadTimeout(Duration.ofMinutes(10), () -> operator.clock().instant());
  }

  private static PassFixture start() {
    return new PassFixture(
        new GrpcConnections(Deadlines.DEFAULT, List.of()), Duration.ofMinutes(4));
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
    server.setCourse("p", LoadCourse.of(0, 10, 10, 10, 10, 10, 100));
    server.setCourseAgain(LoadCourse.of(0, 0, 0, 0, 0, 0, 0, 100));
    apply("a", "30s");
    goOn(Duration.ofSeconds(20));
    apply("a, p", "30s");
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

  /** GetLoadingProgress only tells why a load is stuck. */
  @Test
  void cancelsStuckLoadThoughMilvusDoesNotSayWhyItIsStuck() {
    apply("a, b", "30s");
    goOn(Duration.ofSeconds(20));
    server.fail("GetLoadingProgress", 8, "request is rejected by grpc RateLimiter middleware");
    apply("a, b, x", "30s");

    List<Instant> out = goOn(Duration.ofMinutes(12));

    assertThat(cancelled()).contains("x");
    assertThat(out).as("times without a").isEmpty();
  }

  /** The same where the server is too busy to say it in time. */
  @Test
  void cancelsStuckLoadThoughMilvusIsTooBusyToSayWhyItIsStuck() {
    apply("a, b", "30s");
    goOn(Duration.ofSeconds(20));
    server.fail("GetLoadingProgress", Status.DEADLINE_EXCEEDED);
    apply("a, b, x", "30s");

    List<Instant> out = goOn(Duration.ofMinutes(12));

    assertThat(cancelled()).contains("x");
    assertThat(out).as("times without a").isEmpty();
  }

  /** Milvus gives up loads after less than --load-timeout, and takes all away. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void waitsLongWithTheLoadWithWhichAllVanished(String host) {
    server.setLoadTimeout(Duration.ofMinutes(2), () -> operator.clock().instant());
    apply("a, b", "30s");
    goOn(Duration.ofSeconds(20));
    operator.apply("q", spec("x", "30s").replace("127.0.0.1", host));
    goOn(Duration.ofMinutes(2).plusSeconds(20));
    assertThat(loaded()).as("all vanished").filteredOn("a"::equals).hasSize(2);

    int served = 0;
    for (int i = 0; i < 120; i++) {
      operator.goOn(STEP);
      operator.awaitRest();
      served += state("a").equals("Loaded") ? 1 : 0;
    }

    assertThat(loaded()).as("loads of x").filteredOn("x"::equals).hasSize(1);
    assertThat(served).as("times out of 120 with a searchable").isGreaterThan(115);
  }

  private String state(String partition) {
    return user.loadState("articles", partition);
  }

  /** Two connections, both with a policy that wants x. */
  @Test
  void waitsLongAfterCancelledLoadByWhateverConnection() {
    apply("a, b, x", "30s");
    operator.apply("q", spec("x", "30s").replace("127.0.0.1", "localhost"));

    goOn(Duration.ofMinutes(20));

    long xs = loaded().stream().filter("x"::equals).count();
    assertThat(xs).as("loads of x in 20 minutes: " + loaded() + cancelled()).isLessThanOrEqualTo(3);
  }

  private void apply(String loaded, String interval) {
    operator.apply("p", spec(loaded, interval));
  }

  private String spec(String loaded, String interval) {
    return """
        milvus: {uri: "%s"}
        collection: articles
        interval: %s
        rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
        """
        .formatted(server.uri(), interval, loaded);
  }

  private List<Instant> goOn(Duration time) {
    List<Instant> out = new ArrayList<>();
    for (long step = 0; step < time.dividedBy(STEP); step++) {
      operator.goOn(STEP);
      operator.awaitRest();
      if (!resident("a")) {
        out.add(operator.clock().instant());
      }
    }
    return out;
  }

  private boolean resident(String partition) {
    try {
      return !user.loadState("articles", partition).equals("NotLoad");
    } catch (IllegalStateException e) {
      return false;
    }
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
