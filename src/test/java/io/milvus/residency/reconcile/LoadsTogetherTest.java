package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.testkit.milvus.LoadCourse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loads that are held up by another one, or vanish with it. */
class LoadsTogetherTest {

  private final StuckLoadFixture articles = new StuckLoadFixture();

  @AfterEach
  void close() {
    articles.close();
  }

  /** The partition p replaces a; x is stuck and holds it up. */
  @Test
  void keepsReplacedPartitionUntilReplacementHadTryOfItsOwn() {
    articles.user.insert("articles", "a", 1);
    articles.apply("a");
    articles.goOn(Duration.ofSeconds(20));
    articles
        .operator()
        .apply(
            "p",
            """
            milvus: {uri: "%s"}
            collection: articles
            rules:
            - {name: serving, match: {names: [p, x]}, state: Loaded}
            - {name: old, match: {names: [a]}, state: Released}
            safety: {releaseDelay: 0s, minResident: 0, maxReleasePerChange: 100%%}
            """
                .formatted(articles.server.uri()));

    List<String> gaps = new ArrayList<>();
    boolean replaced = false;
    boolean p = false;
    for (int second = 0; second < 600 && !replaced; second++) {
      articles.operator().goOn(Duration.ofSeconds(1));
      articles.operator().awaitRest();
      boolean a = !articles.state("a").equals("NotLoad");
      // From 2.6.6 on, a loaded partition shows as loading, and serves, after each change.
      String state = articles.state("p");
      p = state.equals("Loaded") || (p && !state.equals("NotLoad"));
      if (!a && !p) {
        gaps.add(articles.operator().clock().instant() + " " + articles.plan("p"));
      }
      replaced = !a && p;
    }

    assertThat(gaps).as("times with neither a nor p").isEmpty();
    assertThat(replaced).isTrue();
  }

  /** A person releases the collection while p is loading at a good pace. */
  @Test
  void loadsHealthyPartitionAgainAfterPersonReleasedTheCollection() {
    articles.server.setCourse(
        "p", LoadCourse.of(0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 100));
    articles.apply("a, b");
    articles.goOn(Duration.ofSeconds(20));
    articles.apply("a, b, p");
    articles.goOn(Duration.ofSeconds(10));
    assertThat(articles.plan("p").actual()).isEqualTo(LoadState.LOADING);
    articles.user.release("articles", "a", "b", "p");

    articles.goOn(Duration.ofMinutes(5));

    assertThat(articles.plan("a").actual()).isEqualTo(LoadState.LOADED);
    assertThat(articles.plan("p").actual()).isEqualTo(LoadState.LOADED);
  }

  /** The operator is restarted, for example upgraded, while a load is stuck. */
  @Test
  void bringsNeighboursBackSoonAfterRestart() {
    articles.apply("a, b");
    articles.goOn(Duration.ofSeconds(20));
    articles.apply("a, b, x");
    articles.goOn(Duration.ofMinutes(1));
    articles.restart(Deadlines.DEFAULT);
    articles.apply("a, b, x");

    Instant vanished = Instant.MAX;
    Instant back = Instant.MAX;
    for (int i = 0; i < 360 && back.equals(Instant.MAX); i++) {
      // The server looks after its loads when it is asked, so the operator may see it first.
      int before = articles.loaded().size();
      articles.operator().goOn(Duration.ofSeconds(5));
      articles.operator().awaitRest();
      Instant now = articles.operator().clock().instant();
      if (vanished.equals(Instant.MAX) && articles.loaded().size() > before) {
        vanished = now;
      }
      if (!vanished.equals(Instant.MAX) && articles.state("a").equals("Loaded")) {
        back = now;
      }
    }
    assertThat(Duration.between(vanished, back)).as("outage").isLessThan(Duration.ofSeconds(30));
  }

  /** A person's load of x is stuck and holds up p, until the person gives up. */
  @Test
  void loadsWhatAnotherClientHeldUpSoonAfterwards() {
    articles.apply("a, b");
    articles.goOn(Duration.ofSeconds(20));
    articles.user.load("articles", "x");
    articles.apply("a, b, p");
    articles.goOn(Duration.ofMinutes(6));
    articles.user.release("articles", "x");

    articles.goOn(Duration.ofMinutes(2));

    assertThat(articles.plan("p").actual()).isEqualTo(LoadState.LOADED);
  }

  /** None of twelve new partitions fits; Milvus says so each time. */
  @Test
  void rarelyTriesLoadsWhileMemoryIsShort() {
    StringBuilder names = new StringBuilder("a, b");
    for (int i = 0; i < 12; i++) {
      articles.user.createPartition("articles", "n" + i);
      articles.server.setCourse("n" + i, LoadCourse.stuck(StuckLoadFixture.OUT_OF_MEMORY, 0, 50));
      names.append(", n").append(i);
    }
    articles.apply("a, b");
    articles.goOn(Duration.ofSeconds(20));
    articles.apply(names.toString());
    articles.goOn(Duration.ofHours(1));

    boolean told = false;
    int blocked = 0;
    int looks = 12 * 60 * 2;
    for (int look = 0; look < looks; look++) {
      articles.goOn(Duration.ofSeconds(5));
      blocked += articles.state("a").equals("Loaded") ? 0 : 1;
      told |= articles.plan("n0").message().contains("has just not fit; next try at");
    }
    assertThat(blocked).as("looks at which a stuck load blocks").isLessThan(looks / 3);
    assertThat(told).as("says why it waits").isTrue();
  }
}
