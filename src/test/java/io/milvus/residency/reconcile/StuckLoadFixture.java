package io.milvus.residency.reconcile;

import io.milvus.residency.milvus.Deadlines;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.Step;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.MilvusScript;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The operator against a server 2.6.6 with the partitions a, b, p and x, the newest. Loads of x
 * stop at 50 percent; after ten minutes the server releases everything.
 */
final class StuckLoadFixture implements AutoCloseable {

  static final String OUT_OF_MEMORY = "load segment failed, OOM if load";

  private static final Duration STEP = Duration.ofSeconds(5);
  private static final Duration MILVUS_TIMEOUT = Duration.ofMinutes(10);

  final ScriptedMilvus server = new ScriptedMilvus(MilvusEra.WAL);
  final MilvusUser user = new MilvusUser(server.uri());
  private PassFixture operator = start(Deadlines.DEFAULT);

  StuckLoadFixture() {
    user.createCollection("articles", "a", "b", "p");
    long created = System.currentTimeMillis();
    while (System.currentTimeMillis() < created + 2) {
      Thread.onSpinWait();
    }
    user.createPartition("articles", "x");
    server.setCourse("x", LoadCourse.stuck(OUT_OF_MEMORY, 0, 50));
    server.setLoadTimeout(MILVUS_TIMEOUT, () -> operator.clock().instant());
  }

  private static PassFixture start(Deadlines deadlines) {
    return new PassFixture(new GrpcConnections(deadlines, List.of()), ClaimSet.LOAD_TIMEOUT);
  }

  PassFixture operator() {
    return operator;
  }

  /** Ends the operator and starts it again, at the same time. */
  void restart(Deadlines deadlines) {
    Instant now = operator.clock().instant();
    operator.close();
    operator = start(deadlines);
    operator.setBoth(Duration.between(operator.clock().instant(), now));
  }

  /** Applies a policy that wants these partitions loaded. */
  void apply(String loaded) {
    apply(loaded, Duration.ofSeconds(30));
  }

  void apply(String loaded, Duration interval) {
    operator.apply(
        "p",
        """
        milvus: {uri: "%s"}
        collection: articles
        interval: %ss
        rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
        """
            .formatted(server.uri(), interval.toSeconds(), loaded));
  }

  /** Lets time pass, step by step, and returns the times at which a was not resident. */
  List<Instant> goOn(Duration time) {
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
      return !state(partition).equals("NotLoad");
    } catch (IllegalStateException e) {
      return false;
    }
  }

  String state(String partition) {
    return user.loadState("articles", partition);
  }

  PartitionPlan plan(String partition) {
    return operator.partitionPlans("p").get(partition);
  }

  List<String> cancelled() {
    return operator.log().done.stream()
        .filter(Step.Cancel.class::isInstance)
        .flatMap(step -> step.changes().stream())
        .map(change -> change.partition().name())
        .toList();
  }

  List<String> loaded() {
    return server.received("LoadPartitions").stream()
        .map(MilvusScript.Received::partitions)
        .flatMap(List::stream)
        .map(Object::toString)
        .toList();
  }

  @Override
  public void close() {
    operator.close();
    user.close();
    server.close();
  }
}
