package io.milvus.residency.operator;

import io.milvus.residency.milvus.ScriptedMilvus;
import io.milvus.residency.testkit.RealParts;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole operator, held against the rules as {@link Checker} reads them. The seed of a life that
 * fails is in its name; {@code -Dresidency.seed} lives it again, and {@code -Dresidency.lives} says
 * how many are lived.
 */
@ExtendWith(RealParts.Extension.class)
@Execution(ExecutionMode.CONCURRENT)
class RandomLifeIT {

  private static final int LIVES = 2;

  @ParameterizedTest(name = "-Dresidency.seed={0}")
  @MethodSource("seeds")
  void amidTrouble(long seed, RealParts parts, TestReporter reporter) {
    reporter.publishEntry("-Dresidency.seed", Long.toString(seed));
    try (ScriptedMilvus milvus = new ScriptedMilvus();
        OperatorLife life = new OperatorLife(seed, parts, milvus.uri(), true)) {
      life.live();
    }
  }

  @ParameterizedTest(name = "-Dresidency.seed={0}")
  @MethodSource("seed")
  void onARealMilvus(long seed, RealParts parts, TestReporter reporter) {
    reporter.publishEntry("-Dresidency.seed", Long.toString(seed));
    try (OperatorLife life = new OperatorLife(seed, parts, parts.milvus().uri(), false)) {
      life.live();
    }
  }

  static LongStream seeds() {
    return given()
        .map(LongStream::of)
        .orElseGet(() -> new Random().longs(Integer.getInteger("residency.lives", LIVES)));
  }

  static LongStream seed() {
    return given().map(LongStream::of).orElseGet(() -> new Random().longs(1));
  }

  private static Optional<Long> given() {
    return Optional.ofNullable(Long.getLong("residency.seed"));
  }
}
