package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.Fault;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.reconcile.CollectionRef.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final Way WAY = way("http://milvus:19530");
  private final MilvusException refused = failure(Fault.UNREACHABLE);
  private final MilvusException silent = failure(Fault.TIMED_OUT);

  private final CircuitBreaker outages = new CircuitBreaker();

  private static Way way(String uri) {
    return new Way(uri, Optional.empty(), Optional.empty(), Optional.empty(), "default");
  }

  private static MilvusException failure(Fault fault) {
    return new MilvusException(fault, fault.toString(), null);
  }

  private Duration pause(Instant now) {
    return outages.of(WAY, now).map(o -> Duration.between(now, o.until())).orElse(Duration.ZERO);
  }

  @Test
  void letAServerRestTwiceAsLongEachTime() {
    Instant now = NOW;
    for (int seconds : new int[] {1, 2, 4, 8, 15, 15}) {
      outages.failed(WAY, refused, now);

      Duration longest = Duration.ofSeconds(seconds);
      assertThat(pause(now)).isBetween(longest.multipliedBy(3).dividedBy(4), longest);
      now = now.plus(longest);
    }
  }

  @Test
  void countTriesAtTheSameTimeOnce() {
    outages.failed(WAY, refused, NOW);
    Duration pause = pause(NOW);

    outages.failed(WAY, refused, NOW.plusMillis(10));

    assertThat(pause(NOW)).isEqualTo(pause);
  }

  @Test
  void allowASingleCallToTakeTooLong() {
    outages.failed(WAY, silent, NOW);
    assertThat(outages.of(WAY, NOW)).isEmpty();

    outages.failed(WAY, silent, NOW.plusSeconds(5));
    assertThat(outages.of(WAY, NOW.plusSeconds(5))).isPresent();
  }

  @Test
  void endWithAnyAnswer() {
    outages.failed(WAY, refused, NOW);
    outages.answered(WAY);
    assertThat(outages.of(WAY, NOW)).isEmpty();

    outages.failed(WAY, refused, NOW);
    outages.failed(WAY, failure(Fault.COLLECTION_NOT_FOUND), NOW);
    assertThat(outages.of(WAY, NOW)).isEmpty();
  }

  @Test
  void concernOneServerAndTheOnesInUse() {
    outages.failed(WAY, refused, NOW);
    assertThat(outages.of(way("http://other:19530"), NOW)).isEmpty();

    outages.retain(Set.of());
    assertThat(outages.of(WAY, NOW)).isEmpty();
  }
}
