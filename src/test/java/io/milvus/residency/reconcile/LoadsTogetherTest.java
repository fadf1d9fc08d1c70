package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
    for (int second = 0; second < 600 && !replaced; second++) {
      articles.operator().goOn(Duration.ofSeconds(1));
      articles.operator().awaitRest();
      boolean a = !articles.state("a").equals("NotLoad");
      boolean p = articles.state("p").equals("Loaded");
      if (!a && !p) {
        gaps.add(articles.operator().clock().instant() + " " + articles.plan("p"));
      }
      replaced = !a && p;
    }

    assertThat(gaps).as("times with neither a nor p").isEmpty();
    assertThat(replaced).isTrue();
  }
}
