package io.milvus.residency.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milvus.residency.demo.DriftMeasurement.Correction;
import io.milvus.residency.testkit.MilvusUser;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The measurement of drift, on scripted servers, with a client that loads in the operator's place.
 */
class DriftMeasurementTest {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final ScaleSize size = new ScaleSize(3, 3, 6, OptionalInt.of(2), OptionalLong.empty());
  private final ScaleMilvus milvus = ScaleMilvus.start(size);

  @BeforeEach
  void provision() {
    for (int i = 0; i < size.collections(); i++) {
      MilvusUser user = milvus.user(i);
      user.createCollection(ScaleScene.collection(i), size.names().toArray(String[]::new));
      user.load(ScaleScene.collection(i), size.loaded().toArray(String[]::new));
    }
  }

  @AfterEach
  void close() {
    milvus.close();
  }

  @Test
  void releasesEachPartitionOnceAndWaitsUntilItIsLoadedAgain() {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Set<String>> operator = CompletableFuture.supplyAsync(() -> reload(over));
    DriftMeasurement drift = new DriftMeasurement(milvus, size, INTERVAL, 60);

    List<Correction> corrections = drift.run(() -> true);
    over.set(true);

    assertThat(drift.size()).isEqualTo(9);
    assertThat(corrections)
        .hasSize(9)
        .allMatch(correction -> correction.requested().compareTo(correction.loaded()) <= 0);
    assertThat(operator.join()).hasSize(9);
    assertThat(milvus.calls()).containsEntry("ReleasePartitions", 9L);
  }

  @Test
  void releasesNoMoreThanAsked() {
    assertThat(new DriftMeasurement(milvus, size, INTERVAL, 4).size()).isEqualTo(4);
  }

  @Test
  void failsWhenTheOperatorEnds() {
    DriftMeasurement drift = new DriftMeasurement(milvus, size, INTERVAL, 60);

    assertThatThrownBy(() -> drift.run(() -> false))
        .hasMessage("9 of 9 releases were not corrected");
  }

  /** Loads what is released until told to stop, and returns it. */
  private Set<String> reload(AtomicBoolean over) {
    Set<String> reloaded = new HashSet<>();
    while (!over.get()) {
      for (int i = 0; i < size.collections(); i++) {
        for (String partition : size.loaded()) {
          String collection = ScaleScene.collection(i);
          if (milvus.user(i).loadState(collection, partition).equals("NotLoad")) {
            milvus.user(i).load(collection, partition);
            reloaded.add(collection + "/" + partition);
          }
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return reloaded;
  }
}
