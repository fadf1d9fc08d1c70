package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Passes against a server that reports why a load failed with GetLoadingProgress only. */
class LoadFailurePassTest {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final String SHORTAGE =
      "segment request resource failed[resourceType=Memory]: partition not loaded[partition=105]";

  private final ScriptedMilvus server = new ScriptedMilvus(MilvusEra.WAL);
  private final MilvusUser user = new MilvusUser(server.uri());
  private final PassFixture operator = new PassFixture(Deadlines.DEFAULT);

  @AfterEach
  void close() {
    operator.close();
    user.close();
    server.close();
  }

  @Test
  void releasesFirstWhenMemoryIsShort() {
    user.createCollection("articles", "old", "young");
    server.setPollsUntilLoaded(0);
    user.load("articles", "old");
    server.setCourse(LoadCourse.until("out of memory", 0, 50));
    server.fail("GetLoadingProgress", 201, SHORTAGE);
    operator.apply(
        "p",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules:
          - {name: young, match: {names: [young]}, state: Loaded}
          - {name: old, match: {names: [old]}, state: Released}
        load: {replicas: 1}
        safety: {releaseDelay: 0s, maxReleasePerChange: 100%%, minResident: 0}
        """
            .formatted(server.uri()));

    for (int i = 0; i < 4; i++) {
      operator.pass(SOON);
    }

    assertThat(operator.partitionPlans("p").get("young").reason())
        .isEqualTo(Reason.INSUFFICIENT_MEMORY);
    assertThat(operator.partitionPlans("p").get("old").actual()).isEqualTo(LoadState.NOT_LOAD);
  }

  @Test
  void waitsLongerAfterEachFailureThoughMilvusDoesNotSayWhy() {
    user.createCollection("articles", "a", "x");
    server.setCourse("x", LoadCourse.until("load segment failed, OOM if load", 0, 50));
    server.fail("GetLoadingProgress", 8, "request is rejected by grpc RateLimiter middleware");
    operator.apply(
        "p",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: serving, match: {names: [a, x]}, state: Loaded}]
        """
            .formatted(server.uri()));

    Map<Instant, Duration> waits = new LinkedHashMap<>();
    for (int i = 0; i < 120; i++) {
      operator.goOn(Duration.ofSeconds(5));
      operator.awaitRest();
      Instant now = operator.clock().instant();
      operator
          .partitionPlans("p")
          .get("x")
          .notBefore()
          .ifPresent(next -> waits.putIfAbsent(next, Duration.between(now, next)));
    }

    assertThat(server.received("LoadPartitions"))
        .filteredOn(call -> call.partitions().contains("x"))
        .hasSizeBetween(3, 9);
    assertThat(List.copyOf(waits.values())).hasSizeBetween(3, 9).isSorted();
  }
}
