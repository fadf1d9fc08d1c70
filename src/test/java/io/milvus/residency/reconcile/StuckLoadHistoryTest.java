package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.shaded.io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads that are cancelled, or not, because of what has happened since they were requested. */
class StuckLoadHistoryTest {

  private final StuckLoadFixture articles = new StuckLoadFixture();

  @AfterEach
  void close() {
    articles.close();
  }

  /** Meanwhile p is loaded and serves; then another client loads b, so that p shows as loading. */
  @Test
  void leavesPartitionThatWasLoadedWhileMilvusWasOutOfReach() {
    articles.server.setCourse("p", LoadCourse.of(0, 50, 50, 50, 50, 50, 100));
    articles.apply("a", Duration.ofMinutes(5));
    articles.goOn(Duration.ofSeconds(20));
    articles.apply("a, p", Duration.ofMinutes(5));
    articles.goOn(Duration.ofSeconds(10));
    assertThat(articles.state("p")).isEqualTo("Loading");
    articles.server.fail("ShowPartitions", Status.UNAVAILABLE);
    articles.goOn(Duration.ofSeconds(5));
    finish("p");
    articles.goOn(Duration.ofMinutes(4).plusSeconds(40));
    assertThat(articles.state("p")).isEqualTo("Loaded");

    articles.server.setCourseAgain(LoadCourse.of(0, 0, 0, 0, 0, 0, 0, 100));
    articles.user.load("articles", "b");
    articles.server.behave();
    articles.goOn(Duration.ofMinutes(6));

    assertThat(articles.cancelled()).isEmpty();
    assertThat(articles.state("p")).isNotEqualTo("NotLoad");
  }

  @Test
  void leavesPartitionThatServedForAnHourWhileMilvusWasOutOfReach() {
    articles.server.setCourse("p", LoadCourse.of(0, 50, 50, 50, 50, 50, 100));
    articles.apply("a");
    articles.goOn(Duration.ofSeconds(20));
    articles.apply("a, p");
    articles.goOn(Duration.ofSeconds(10));
    articles.server.fail("ShowPartitions", Status.UNAVAILABLE);
    articles.goOn(Duration.ofSeconds(5));
    finish("p");
    articles.goOn(Duration.ofHours(1));
    assertThat(articles.state("p")).isEqualTo("Loaded");

    articles.user.load("articles", "x");
    articles.server.behave();
    articles.goOn(Duration.ofMinutes(6));

    assertThat(articles.cancelled()).isEmpty();
  }

  /** Milvus carries out a load 65 s after the call, which ended after 15 s without an answer. */
  @Test
  void cancelsStuckLoadThatMilvusBeganLate() {
    Duration deadline = Duration.ofSeconds(2);
    articles.restart(new Deadlines(Duration.ofSeconds(10), deadline, deadline));
    articles.apply("a, b");
    articles.goOn(Duration.ofSeconds(20));
    int before = articles.server.received("LoadPartitions").size();
    articles.server.silence("LoadPartitions");
    articles.apply("a, b, x");
    articles.operator().goOn(Duration.ofSeconds(1));
    await().until(() -> articles.server.received("LoadPartitions").size() > before);
    articles.operator().setBoth(Duration.ofSeconds(15));
    articles.operator().awaitRest();
    articles.server.behave();
    articles.goOn(Duration.ofSeconds(50));
    // That is the operator's load, which waited for the lock of the collection.
    articles.user.load("articles", "x");

    List<Instant> out = articles.goOn(Duration.ofMinutes(12));

    assertThat(articles.cancelled()).containsExactly("x");
    assertThat(out).as("times without a").isEmpty();
  }

  /** A person frees memory, releases x and loads it again, all between two looks. */
  @Test
  void leavesLoadThatPersonMadeAgain() {
    articles.apply("a, b");
    articles.goOn(Duration.ofSeconds(20));
    articles.apply("a, b, x");
    articles.goOn(Duration.ofMinutes(3).plusSeconds(50));
    articles.user.release("articles", "x");
    articles.server.setCourse("x", LoadCourse.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 100));
    articles.user.load("articles", "x");

    articles.goOn(Duration.ofSeconds(30));

    assertThat(articles.cancelled()).isEmpty();
  }

  /** NTP sets the clock while a load is stuck. */
  @ParameterizedTest
  @ValueSource(longs = {60, -3600})
  void cancelsStuckLoadThoughTheClockWasSet(long seconds) {
    articles.apply("a, b");
    articles.goOn(Duration.ofSeconds(20));
    articles.apply("a, b, x");
    articles.goOn(Duration.ofMinutes(1));
    articles.operator().setClock(Duration.ofSeconds(seconds));

    // The clock of the server moves, too.
    List<Instant> out = articles.goOn(Duration.ofMinutes(8).plusSeconds(30));

    assertThat(articles.cancelled()).containsExactly("x");
    assertThat(out).as("times without a").isEmpty();
  }

  /** Whoever edits a policy because of a stuck load relies on the operator to end it. */
  @Test
  void cancelsStuckLoadThatNoPolicyWantsAnyMore() {
    articles.apply("a, b");
    articles.goOn(Duration.ofSeconds(20));
    articles.apply("a, b, x");
    articles.goOn(Duration.ofMinutes(1));
    articles.apply("a, b");

    List<Instant> out = articles.goOn(Duration.ofMinutes(12));

    assertThat(articles.cancelled()).containsExactly("x");
    assertThat(out).as("times without a").isEmpty();
  }

  private void finish(String partition) {
    for (int look = 0; look < 9; look++) {
      articles.state(partition);
    }
    assertThat(articles.state(partition)).isEqualTo("Loaded");
  }
}
