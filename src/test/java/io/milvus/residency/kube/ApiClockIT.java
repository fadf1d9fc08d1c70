package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.testkit.RealParts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The clock is held against that of a real API server. */
@ExtendWith(RealParts.Extension.class)
class ApiClockIT {

  @Test
  void aClockThatIsRightIsTrusted(RealParts parts) {
    try (KubernetesClient client = parts.operatorClient();
        ApiClock apiClock = new ApiClock(client, Clock.systemUTC())) {
      assertThat(apiClock.doubts()).isEmpty();
    }
  }

  @Test
  void aClockThatIsWrongIsNot(RealParts parts) {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(75));
    Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-75));
    try (KubernetesClient client = parts.operatorClient();
        ApiClock first = new ApiClock(client, ahead);
        ApiClock second = new ApiClock(client, behind)) {
      assertThat(first.doubts())
          .singleElement()
          .asString()
          .matches("the operator's clock is 7[4-6] s ahead of that of the API server");
      assertThat(second.doubts()).singleElement().asString().contains("s behind that of");
    }
  }

  @Test
  void aComparisonHoldsForAWhile(RealParts parts) {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    InstantSource time = now::get;
    try (KubernetesClient client = parts.operatorClient();
        ApiClock apiClock = new ApiClock(client, time.withZone(ZoneOffset.UTC))) {
      now.updateAndGet(t -> t.plusSeconds(170));
      assertThat(apiClock.doubts()).isEmpty();
      now.updateAndGet(t -> t.plusSeconds(20));
      assertThat(apiClock.doubts())
          .containsExactly("the clock could not be compared with that of the API server");
    }
  }
}
