package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The calls and reports while a load is under way whose percentage moves with each read. */
class LoadReportTest {

  private static final int POLICIES = 20;
  private static final Duration STEP = Duration.ofMillis(25);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @Test
  void reportsPercentagesOnceASecond() {
    user.createCollection("articles", "de");
    server.setCourse("de", LoadCourse.of(IntStream.range(0, 99).boxed().toArray(Integer[]::new)));
    for (int i = 0; i < POLICIES; i++) {
      operator.apply(
          "p" + i,
          """
          milvus: {uri: "%s"}
          collection: articles
          rules: [{name: de, match: {names: [de]}, state: Loaded}]
          """
              .formatted(server.uri()));
    }
    operator.ask("p0");
    operator.awaitAnswers();
    operator.awaitRest();
    int reports = operator.reports();
    int calls = server.received().size();

    goOn(Duration.ofSeconds(10));

    // One for the percentage and one for the status that was written, each second.
    assertThat(operator.reports() - reports).isBetween(POLICIES, 2 * POLICIES * 12);
    assertThat(server.received().size() - calls).isLessThan(150);
  }

  private void goOn(Duration time) {
    for (long step = 0; step < time.dividedBy(STEP); step++) {
      operator.goOn(STEP);
      operator.awaitRest();
    }
  }
}
