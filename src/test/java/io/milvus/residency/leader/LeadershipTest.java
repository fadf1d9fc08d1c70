package io.milvus.residency.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When changes are allowed, and when the lease may be given up. */
class LeadershipTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Leadership leadership = Leadership.shared(now::get, now::get);

  private void extend() {
    Instant until = now.get().plusSeconds(10);
    leadership.extend(until, until);
  }

  @Test
  void allowsNothingBeforeItIsExtended() {
    assertThat(leadership.begin()).isFalse();
    assertThat(leadership.left()).isZero();
  }

  @Test
  void allowsNothingOnceClosed() throws InterruptedException {
    extend();
    assertThat(leadership.close(Duration.ZERO)).isTrue();

    extend();
    assertThat(leadership.begin()).isFalse();
  }

  @Test
  void waitsForChangesUnderWay() throws InterruptedException {
    extend();
    leadership.begin();
    assertThat(leadership.close(Duration.ZERO)).isFalse();

    CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> leadership.end(true));
    assertThat(leadership.close(Duration.ofMinutes(1))).isTrue();
    ended.join();
  }

  @Test
  void isNotGivenUpSoonAfterChangeWithoutAnswer() throws InterruptedException {
    extend();
    leadership.begin();
    leadership.end(false);

    now.set(Instant.EPOCH.plusSeconds(59));
    assertThat(leadership.close(Duration.ZERO)).isFalse();
    now.set(Instant.EPOCH.plusSeconds(60));
    assertThat(leadership.close(Duration.ZERO)).isTrue();
  }

  @Test
  void neverEndsForOperatorThatRunsAlone() throws InterruptedException {
    Leadership alone = Leadership.unshared();

    assertThat(alone.held()).isTrue();
    assertThat(alone.left()).isGreaterThan(Duration.ofDays(100_000));
    assertThat(alone.close(Duration.ZERO)).isTrue();
  }
}
