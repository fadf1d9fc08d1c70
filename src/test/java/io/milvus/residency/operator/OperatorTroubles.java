package io.milvus.residency.operator;

import io.milvus.residency.testkit.milvus.MilvusProxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/** Troubles around an operator: its connections to Milvus, its API server and its clock. */
final class OperatorTroubles {

  /** Mostly within what is tolerated. */
  private static final List<Integer> AHEAD =
      List.of(-3600, -40, -30, -20, -10, 0, 0, 10, 20, 30, 40, 3600);

  private static final String STATUS = "partitionloadpolicies/status";

  private static final String LISTS = "configmaps";

  private final Random random;
  private final LifeSetting setting;
  private final LifeStory story;
  private final MilvusProxy near;
  private final MilvusProxy far;
  private final ApiServerTrouble cluster;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  /**
   * Nothing is wrong yet.
   *
   * @param near one way to Milvus
   * @param far another one
   */
  OperatorTroubles(
      Random random,
      LifeSetting setting,
      LifeStory story,
      MilvusProxy near,
      MilvusProxy far,
      ApiServerTrouble cluster) {
    this.random = random;
    this.setting = setting;
    this.story = story;
    this.near = near;
    this.far = far;
    this.cluster = cluster;
  }

  /** The clock of the operator. */
  InstantSource clock() {
    return () -> Instant.now().plus(ahead.get());
  }

  /** Sets the clock. */
  void setClock() {
    ahead.set(Duration.ofSeconds(AHEAD.get(random.nextInt(AHEAD.size()))));
    story.add("clock " + ahead.get().toSeconds() + " s ahead");
  }

  /** Calls by one of the ways may go wrong from now on. */
  void misbehave() {
    long its = random.nextLong();
    boolean first = random.nextBoolean();
    if (setting.milvus()) {
      story.add((first ? near : far).misbehave(new Random(its)));
    }
  }

  /** Lets one connection lose the database for a while, with nothing else wrong. */
  void loseDatabase(boolean byFar, Runnable meanwhile) {
    behave();
    story.add("no database");
    (byFar ? far : near).loseDatabase();
    meanwhile.run();
    behave();
  }

  /** Disturbs the API server, or only writes of status if other operators use that server, too. */
  void ofTheCluster(Runnable disturbStatus, Runnable meanwhile) {
    int kind = random.nextInt(4);
    if (kind == 0 || !setting.cluster()) {
      disturbStatus.run();
      return;
    }
    switch (kind) {
      case 1 -> cluster.take(STATUS);
      case 2 -> cluster.take(LISTS);
      default -> cluster.away(meanwhile);
    }
  }

  /** From now on nothing is wrong but that the operator may not write any status. */
  void mute() {
    behave();
    cluster.take(STATUS);
  }

  /** From now on the operator may not read lists, and notices, and nothing else is wrong. */
  void blind() {
    behave();
    cluster.take(LISTS);
    cluster.away(() -> {});
  }

  /** Ends all that is wrong but the clock. */
  void behave() {
    story.add("behave");
    near.behave();
    far.behave();
    cluster.giveBack();
  }

  /** Ends all that is wrong. */
  void end() {
    behave();
    ahead.set(Duration.ZERO);
  }
}
