package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeProgressTest {

  private static final List<Partition> BEFORE = partitions(LoadState.NOT_LOAD);
  private static final List<Partition> AFTER = partitions(LoadState.LOADED);

  private final ChangeProgress progress = new ChangeProgress();
  private Instant steady = Instant.EPOCH;

  private static List<Partition> partitions(LoadState state) {
    return List.of(new Partition(1, "de", Instant.EPOCH, state, 0));
  }

  /** Lets the next read come, and returns how long that took. */
  private long millisToNextRead(List<Partition> partitions) {
    Duration wait = progress.nextRead(partitions, steady);
    steady = steady.plus(wait);
    return wait.toMillis();
  }

  @Test
  void readsAgainAfterFiftyMilliseconds() {
    assertThat(millisToNextRead(BEFORE)).isEqualTo(50);
    assertThat(millisToNextRead(BEFORE)).isEqualTo(50);
  }

  @Test
  void readsLessOftenTheLongerNothingNewShows() {
    int reads = 0;
    while (steady.isBefore(Instant.EPOCH.plusSeconds(60))) {
      millisToNextRead(BEFORE);
      reads++;
    }

    assertThat(reads).isBetween(20, 40);
  }

  @Test
  void readsSoonAgainAfterProgress() {
    for (int i = 0; i < 12; i++) {
      millisToNextRead(BEFORE);
    }
    assertThat(millisToNextRead(BEFORE)).isGreaterThan(100);

    assertThat(millisToNextRead(AFTER)).isEqualTo(50);
  }

  /** An odd server may show something else at each read. */
  @Test
  void readsLessOftenAlthoughEachReadDiffers() {
    int reads = 0;
    while (steady.isBefore(Instant.EPOCH.plusSeconds(600))) {
      millisToNextRead(reads % 2 == 0 ? BEFORE : AFTER);
      reads++;
    }

    assertThat(reads).isLessThan(400);
  }

  @Test
  void readsSoonAfterTheNextChange() {
    for (int i = 0; i < 20; i++) {
      millisToNextRead(BEFORE);
    }

    progress.rest();

    assertThat(millisToNextRead(BEFORE)).isEqualTo(50);
  }
}
