package io.milvus.residency.operator;

import io.milvus.residency.milvus.ScriptedMilvus;
import io.milvus.residency.testkit.RealParts;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole operator, held against the rules as {@link Checker} reads them. Each life tells its
 * seed, and {@code -Dresidency.seed} lives it again; {@code -Dresidency.lives} says how many there
 * are.
 */
@ExtendWith(RealParts.Extension.class)
@Execution(ExecutionMode.CONCURRENT)
class RandomLifeIT {

  private static final int LIVES = 2;

  @ParameterizedTest
  @MethodSource("seeds")
  void amidTrouble(long seed, RealParts parts) {
    try (ScriptedMilvus milvus = new ScriptedMilvus();
        OperatorLife life = new OperatorLife(seed, parts, milvus.uri(), true)) {
      System.out.println(life.live());
    }
  }

  @ParameterizedTest
  @MethodSource("seed")
  void onARealMilvus(long seed, RealParts parts) {
    try (OperatorLife life = new OperatorLife(seed, parts, parts.milvus().uri(), false)) {
      System.out.println(life.live());
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
