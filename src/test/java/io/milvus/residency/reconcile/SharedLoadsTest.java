package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.Step;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.MilvusScript;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Loads of one collection over two connections, on a server 2.6.6 where partition x does not fit.
 */
class SharedLoadsTest {

  private static final Duration STEP = Duration.ofSeconds(5);
  private static final String OUT_OF_MEMORY = "load segment failed, OOM if load";

  private final ScriptedMilvus server = new ScriptedMilvus(MilvusEra.WAL);
  private final MilvusUser user = new MilvusUser(server.uri());
  private final PassFixture operator =
      new PassFixture(new GrpcConnections(Deadlines.DEFAULT, List.of()), Duration.ofMinutes(4));

  SharedLoadsTest() {
    user.createCollection("articles", "a", "b", "x");
    server.setCourse("x", LoadCourse.stuck(OUT_OF_MEMORY, 0, 50));
    server.setLoadTimeout(Duration.ofMinutes(10), operator.clock());
  }

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
  }

  /** Two connections, both with a policy that wants x. */
  @Test
  void waitsLongAfterCancelledLoadByWhateverConnection() {
    apply("a, b, x");
    operator.apply("q", spec("x", "localhost"));

    goOn(Duration.ofMinutes(20));

    long xs = loaded().stream().filter("x"::equals).count();
    assertThat(xs).as("loads of x in 20 minutes: " + loaded() + cancelled()).isLessThanOrEqualTo(3);
  }

  /** Milvus gives up loads after less than --load-timeout, and takes all away. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void waitsLongWithTheLoadWithWhichAllVanished(String host) {
    server.setLoadTimeout(Duration.ofMinutes(2), operator.clock());
    apply("a, b");
    goOn(Duration.ofSeconds(20));
    operator.apply("q", spec("x", host));
    // All vanish, and a is loaded again.
    operator.goOnUntil(() -> loaded().stream().filter("a"::equals).count() == 2);

    int served = 0;
    for (int i = 0; i < 120; i++) {
      operator.goOn(STEP);
      operator.awaitRest();
      served += state("a").equals("Loaded") ? 1 : 0;
    }

    assertThat(loaded()).as("loads of x").filteredOn("x"::equals).hasSize(1);
    assertThat(served).as("times out of 120 with a searchable").isGreaterThan(115);
  }

  /** Whichever connection looks first, the other one has nothing to add. */
  @ParameterizedTest
  @ValueSource(strings = {"p", "q"})
  void blamesTheLoadWhicheverConnectionLooksFirst(String first) {
    server.setLoadTimeout(Duration.ofMinutes(2), operator.clock());
    apply("a, b");
    goOn(Duration.ofSeconds(20));
    operator.apply("q", spec("x", "localhost"));
    goOn(Duration.ofMinutes(1).plusSeconds(55));
    operator.setBoth(Duration.ofSeconds(15));
    operator.pass(first);
    goOn(Duration.ofSeconds(20));

    assertThat(loaded()).containsExactly("a", "b", "x", "a", "b");
    PartitionPlan x = operator.partitionPlans("q").get("x");
    assertThat(x.reason()).isIn(Reason.LOAD_STUCK, Reason.INSUFFICIENT_MEMORY);
    assertThat(x.notBefore().orElseThrow())
        .isAfter(operator.clock().instant().plus(Duration.ofMinutes(14)));
  }

  @Test
  void tellsBothConnectionsThatLoadWasCancelled() {
    apply("a");
    operator.apply("q", spec("b", "localhost"));
    goOn(Duration.ofSeconds(20));
    apply("a, x");
    operator.apply("q", spec("b, x", "localhost"));

    goOn(Duration.ofMinutes(6));

    assertThat(cancelled()).containsExactly("x");
    for (String policy : List.of("p", "q")) {
      PartitionPlan x = operator.partitionPlans(policy).get("x");
      assertThat(x.message()).contains("was cancelled");
      assertThat(x.notBefore().orElseThrow())
          .isAfter(operator.clock().instant().plus(Duration.ofMinutes(12)));
    }
  }

  private void apply(String loaded) {
    operator.apply("p", spec(loaded, "127.0.0.1"));
  }

  private String spec(String loaded, String host) {
    return """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
        """
        .formatted(server.uri().replace("127.0.0.1", host), loaded);
  }

  private void goOn(Duration time) {
    for (long step = 0; step < time.dividedBy(STEP); step++) {
      operator.goOn(STEP);
      operator.awaitRest();
    }
  }

  private String state(String partition) {
    return user.loadState("articles", partition);
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
