package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.Fault;
import io.milvus.residency.milvus.MilvusException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final ConnectionRef SERVER = connectionRef("http://milvus:19530");
  private final MilvusException refused = failure(Fault.UNREACHABLE);
  private final MilvusException silent = failure(Fault.TIMED_OUT);

  private final CircuitBreaker circuits = new CircuitBreaker();

  private static ConnectionRef connectionRef(String uri) {
    return new ConnectionRef(uri, Optional.empty(), Optional.empty(), Optional.empty(), "default");
  }

  private static MilvusException failure(Fault fault) {
    return new MilvusException(fault, fault.toString(), null);
  }

  private Duration pause(Instant now) {
    return circuits
        .of(SERVER, now)
        .map(o -> Duration.between(now, o.until()))
        .orElse(Duration.ZERO);
  }

  @Test
  void doublesTheWaitAfterEachFailure() {
    Instant now = NOW;
    for (int seconds : new int[] {1, 2, 4, 8, 15, 15}) {
      circuits.failed(SERVER, refused, now);

      Duration longest = Duration.ofSeconds(seconds);
      assertThat(pause(now)).isBetween(longest.multipliedBy(3).dividedBy(4), longest);
      now = now.plus(longest);
    }
  }

  @Test
  void countsAttemptsAtTheSameTimeOnce() {
    circuits.failed(SERVER, refused, NOW);
    Duration pause = pause(NOW);

    circuits.failed(SERVER, refused, NOW.plusMillis(10));

    assertThat(pause(NOW)).isEqualTo(pause);
  }

  @Test
  void toleratesSingleTimeout() {
    circuits.failed(SERVER, silent, NOW);
    assertThat(circuits.of(SERVER, NOW)).isEmpty();

    circuits.failed(SERVER, silent, NOW.plusSeconds(5));
    assertThat(circuits.of(SERVER, NOW.plusSeconds(5))).isPresent();
  }

  @Test
  void closesWithAnyAnswer() {
    circuits.failed(SERVER, refused, NOW);
    circuits.answered(SERVER);
    assertThat(circuits.of(SERVER, NOW)).isEmpty();

    circuits.failed(SERVER, refused, NOW);
    circuits.failed(SERVER, failure(Fault.COLLECTION_NOT_FOUND), NOW);
    assertThat(circuits.of(SERVER, NOW)).isEmpty();
  }

  @Test
  void keepsOneCircuitForEachServerInUse() {
    circuits.failed(SERVER, refused, NOW);
    assertThat(circuits.of(connectionRef("http://other:19530"), NOW)).isEmpty();

    circuits.retain(Set.of());
    assertThat(circuits.of(SERVER, NOW)).isEmpty();
  }
}
