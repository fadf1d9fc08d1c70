package io.milvus.residency.operator;

import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.milvus.MilvusEra;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole operator, held against the rules as {@link LifeChecker} reads them. What people do
 * depends on the seed alone: {@code -Dresidency.seed} is the first one, and {@code
 * -Dresidency.lives} says how many lives there are of each kind, each with the next seed.
 */
@ExtendWith(RealParts.Extension.class)
@Execution(ExecutionMode.CONCURRENT)
class RandomLifeIT {

  private static final Duration SLOW = Duration.ofMillis(300);

  @ParameterizedTest
  @MethodSource("seeds")
  void amidTrouble(long seed, RealParts parts) {
    scripted(seed, era(seed), parts, new LifeSetting(true, false, false));
  }

  /** Takes away rights and the API server, which is therefore its own. */
  @ParameterizedTest
  @MethodSource("seeds")
  void amidTroubleOfTheCluster(long seed, RealParts parts) {
    boolean quiet = seed % 2 == 0;
    try (KubeServer kube = KubeServer.start()) {
      RealParts own = new RealParts(kube, parts.milvus()).install();
      scripted(seed, era(seed + 1), own, new LifeSetting(!quiet, true, quiet));
      own.user().close();
    }
  }

  /** Looks once an hour, so that what nobody wakes the operator for stays undone. */
  @ParameterizedTest
  @MethodSource("seeds")
  void byWakeUpsAlone(long seed, RealParts parts) {
    scripted(seed, era(seed + 2), parts, new LifeSetting(false, false, true));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void onARealMilvus(long seed, RealParts parts) {
    try (RandomOperatorLife life =
        new RandomOperatorLife(
            seed, parts, parts.milvus().uri(), new LifeSetting(false, false, false))) {
      System.out.println(life.live());
    }
  }

  /** Draws an era, so that the three kinds of lives of one seed are on servers of all eras. */
  private static MilvusEra era(long seed) {
    MilvusEra[] eras = MilvusEra.values();
    return eras[Math.floorMod(seed, eras.length)];
  }

  private static void scripted(long seed, MilvusEra era, RealParts parts, LifeSetting setting) {
    try (ScriptedMilvus milvus = new ScriptedMilvus(era)) {
      if (setting.quiet()) {
        // So that much happens while a pass does what it has decided.
        milvus.delay(ResidentPartitions.LOAD, SLOW);
        milvus.delay(ResidentPartitions.RELEASE, SLOW);
      }
      try (RandomOperatorLife life = new RandomOperatorLife(seed, parts, milvus.uri(), setting)) {
        System.out.println(life.live());
      }
    }
  }

  static LongStream seeds() {
    long first = Long.getLong("residency.seed", 13);
    return LongStream.range(first, first + Integer.getInteger("residency.lives", 1));
  }
}
