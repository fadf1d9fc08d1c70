package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.testkit.MilvusReplicas;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.MilvusScript;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Passes against servers of each era, which load and release differently. */
@ParameterizedClass
@EnumSource
class EraPassTest {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final String LOAD = "LoadPartitions";
  private static final String RELEASE = "ReleasePartitions";
  private static final String OUT_OF_MEMORY = "load segment failed, OOM if load, predictMemUsage";

  private final MilvusEra era;
  private final ScriptedMilvus server;
  private final MilvusUser user;
  private final PassFixture operator = new PassFixture(Deadlines.DEFAULT);

  EraPassTest(MilvusEra era) {
    this.era = era;
    server = new ScriptedMilvus(era);
    user = new MilvusUser(server.uri());
  }

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
  }

  @Test
  void loadsAndReleasesEachDayOnceWhileWindowSlides() {
    List<String> days = IntStream.range(0, 10).mapToObj(i -> "d" + i).toList();
    user.createCollection("articles", days.toArray(String[]::new));

    for (int today = 2; today < days.size(); today++) {
      apply("names: [%s]".formatted(String.join(", ", days.subList(today - 2, today + 1))));
      passUntilInSync();
    }

    assertThat(partitions(LOAD)).containsExactlyInAnyOrderElementsOf(days);
    assertThat(partitions(RELEASE)).containsExactlyElementsOf(days.subList(0, 7));
    assertThat(operator.log().noticed).isEmpty();
  }

  @Test
  void ignoresChangesOfOtherPartitions() {
    user.createCollection("articles", "a", "tmp");
    apply("names: [a]", "tmp");
    passUntilInSync();

    for (int i = 0; i < 20; i++) {
      user.load("articles", "tmp");
      operator.pass(SOON);
      assertThat(partitionPlan("a").reason()).isIn(Reason.LOADING, Reason.IN_SYNC);
      operator.pass(SOON);
      user.release("articles", "tmp");
      operator.pass(SOON);
      assertThat(partitionPlan("a").reason()).isIn(Reason.LOADING, Reason.IN_SYNC);
    }

    assertThat(operator.log().done).hasSize(1);
    assertThat(operator.log().noticed).isEmpty();
    passUntilInSync();
  }

  @Test
  void limitsDriftConflictToThePartitionConcerned() {
    user.createCollection("articles", "a", "b");
    apply("names: [a, b]");
    passUntilInSync();

    for (int i = 0; i < 8; i++) {
      user.release("articles", "a");
      operator.pass(SOON);
      operator.pass(SOON);
      operator.pass(SOON);
    }

    assertThat(partitions(LOAD)).containsExactly("a", "b", "a", "a", "a", "a", "a");
    assertThat(operator.log().noticed).hasSize(1);
    assertThat(partitionPlan("a").reason()).isEqualTo(Reason.DRIFT_CONFLICT);
  }

  @Test
  void releasesDuringLoad() {
    user.createCollection("articles", "a", "b", "c");
    server.setPollsUntilLoaded(0);
    user.load("articles", "b", "c");
    applyForOne("a", "Loaded");
    applyForOne("b", "Released");

    operator.pass(SOON);
    operator.pass(SOON);

    assertThat(partitions(LOAD)).containsExactly("b", "c", "a");
    assertThat(partitions(RELEASE)).containsExactly("b");
  }

  @Test
  void waitsForLoadWhoseProgressDrops() {
    user.createCollection("articles", "a");
    server.setCourse(LoadCourse.of(0, 60, 20, 0, 80, 100));
    apply("names: [a]");

    passUntilInSync();

    assertThat(server.received(LOAD)).hasSize(1);
    assertThat(operator.log().noticed).isEmpty();
  }

  @Test
  void loadsOthersDuringStalledLoad() {
    user.createCollection("articles", "a", "b", "c");
    apply("names: [c]");
    passUntilInSync();
    server.setCourse("a", LoadCourse.of(0, 33, 66));
    apply("names: [a, c]");
    for (int i = 0; i < 20; i++) {
      operator.pass(SOON.multipliedBy(10));
    }
    assertThat(partitionPlan("a").actual()).isEqualTo(LoadState.LOADING);
    assertThat(partitionPlan("a").progress()).isEqualTo(66);

    apply("names: [a, b, c]");
    for (int i = 0; i < 5; i++) {
      operator.pass(SOON);
    }

    assertThat(partitions(LOAD)).containsExactly("c", "a", "b");
    assertThat(partitionPlan("b").reason())
        .isEqualTo(era == MilvusEra.JOBS ? Reason.IN_SYNC : Reason.LOADING);
  }

  @Test
  void backsOffFromLoadThatMilvusDropsSilently() {
    user.createCollection("articles", "b");
    server.setCourse(LoadCourse.until(OUT_OF_MEMORY, 0, 50, 50));
    apply("names: [b]");

    for (int i = 0; i < 60; i++) {
      operator.pass(SOON);
    }

    assertThat(partitions(LOAD)).startsWith("b", "b").hasSizeBetween(3, 5);
    assertThat(partitionPlan("b").notBefore()).isPresent();
    assertThat(partitionPlan("b").reason()).isEqualTo(Reason.INSUFFICIENT_MEMORY);
    server.setCourse(LoadCourse.in(2));
    operator.pass(Duration.ofMinutes(10));
    passUntilInSync();
  }

  /** In the WAL era, a load that does not fit takes the loaded partitions with it. */
  @Test
  void loadsOthersOnceBesideFailingLoadInJobs() {
    user.createCollection("articles", "a", "b");
    apply("names: [a]");
    passUntilInSync();
    server.setCourse("b", LoadCourse.until(OUT_OF_MEMORY, 0, 50, 50));
    apply("names: [a, b]");

    for (int i = 0; i < 10; i++) {
      operator.pass(SOON);
    }

    assertThat(partitions(LOAD))
        .startsWith("a", "b")
        .filteredOn("a"::equals)
        .hasSizeBetween(1, era == MilvusEra.WAL ? 2 : 1);
  }

  /** In the WAL era, a load that names no group or another one would move the replicas. */
  @Test
  void leavesReplicasInTheirResourceGroup() {
    user.createCollection("articles", "a", "b");
    server.addResourceGroup("rg1", 1);
    server.setPollsUntilLoaded(0);
    user.load("articles", "a");
    server.moveReplicas("articles", "rg1");
    apply("names: [a, b]");

    passUntilInSync();

    assertThat(partitions(LOAD)).containsExactly("a", "b");
    assertThat(new MilvusReplicas(user).groups("articles")).containsExactly("rg1");
  }

  @Test
  void releasesNewPartitionsOnceThatAreLoadedAutomatically() {
    user.createCollection("articles", "a");
    apply("names: [a]");
    passUntilInSync();

    for (int i = 0; i < 8; i++) {
      user.createPartition("articles", "new" + i);
      passUntilInSync();
      passUntilInSync();
    }

    List<String> added = IntStream.range(0, 8).mapToObj(i -> "new" + i).toList();
    assertThat(partitions(RELEASE)).isEqualTo(era == MilvusEra.WAL ? added : List.of());
    assertThat(partitions(LOAD)).containsExactly("a");
    assertThat(operator.log().noticed).isEmpty();
  }

  @Test
  void releasesOnceWhileQueryNodesStillHoldRows() {
    user.createCollection("articles", "a", "b");
    user.insert("articles", "b", 1);
    server.setLooksUntilFreed(100);
    apply("names: [a, b]");
    passUntilInSync();
    apply("names: [a]");

    passUntilInSync();
    operator.pass(SOON);

    assertThat(partitions(RELEASE)).containsExactly("b");
    assertThat(partitionPlan("b").actual()).isEqualTo(LoadState.NOT_LOAD);
  }

  @Test
  void loadsAndReleasesThousandsOfPartitions() {
    List<String> names = IntStream.range(0, 4000).mapToObj(i -> "t" + i).toList();
    user.createCollection("articles", names.toArray(String[]::new));

    apply("globs: [\"t*\"]");
    passUntilInSync();
    assertThat(partitions(LOAD)).containsExactlyInAnyOrderElementsOf(names);
    assertThat(server.received(LOAD)).hasSize(4);

    int before = server.received().size();
    operator.pass(SOON);
    assertThat(server.received().subList(before, server.received().size()))
        .extracting(MilvusScript.Received::method)
        .containsExactly("ShowPartitions", "ShowPartitions");

    apply("globs: [\"t?\"]");
    passUntilInSync();
    assertThat(partitions(RELEASE)).hasSize(3990).doesNotHaveDuplicates();
    assertThat(partitions(LOAD)).hasSize(4000);
  }

  private void apply(String loaded) {
    apply(loaded, "none");
  }

  private void apply(String loaded, String ignored) {
    operator.apply(
        "p",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules:
          - {name: ignored, match: {names: [%s]}, state: Ignored}
          - {name: loaded, match: {%s}, state: Loaded}
          - {name: rest, match: {globs: ["*"]}, state: Released}
        safety: {releaseDelay: 0s, maxReleasePerChange: 100%%}
        """
            .formatted(server.uri(), ignored, loaded));
  }

  private void applyForOne(String partition, String state) {
    operator.apply(
        partition,
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: only, match: {names: [%s]}, state: %s}]
        safety: {releaseDelay: 0s}
        """
            .formatted(server.uri(), partition, state));
  }

  private void passUntilInSync() {
    for (int i = 0; i < 20; i++) {
      operator.pass(SOON);
      if (operator.partitionPlans("p").values().stream()
          .allMatch(f -> f.reason() == Reason.IN_SYNC)) {
        return;
      }
    }
    assertThat(operator.partitionPlans("p").values())
        .extracting(PartitionPlan::reason)
        .containsOnly(Reason.IN_SYNC);
  }

  private PartitionPlan partitionPlan(String partition) {
    return operator.partitionPlans("p").get(partition);
  }

  private List<String> partitions(String method) {
    return server.received(method).stream()
        .flatMap(call -> call.partitions().stream())
        .map(Object::toString)
        .toList();
  }
}
