package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.reconcile.Clocks;
import io.milvus.residency.testkit.RealParts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Comparison of the clock with that of a real API server. */
@ExtendWith(RealParts.Extension.class)
class ClockSkewMonitorIT {

  @Test
  void trustsClockThatIsRight(RealParts parts) {
    try (KubernetesClient client = parts.operatorClient();
        ClockSkewMonitor clockSkew = new ClockSkewMonitor(client, Clocks.of(Clock.systemUTC()))) {
      assertThat(clockSkew.doubts()).isEmpty();
    }
  }

  @Test
  void distrustsClockAheadOrBehind(RealParts parts) {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(75));
    Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-75));
    try (KubernetesClient client = parts.operatorClient();
        ClockSkewMonitor first = new ClockSkewMonitor(client, Clocks.of(ahead));
        ClockSkewMonitor second = new ClockSkewMonitor(client, Clocks.of(behind))) {
      assertThat(first.doubts())
          .singleElement()
          .asString()
          .matches("the operator's clock is 7[4-6] s ahead of the API server's \\(limit: 60 s\\)");
      assertThat(second.doubts()).singleElement().asString().contains("s behind the API server's");
    }
  }

  @Test
  void distrustsClockThreeMinutesAfterLastComparison(RealParts parts) {
    AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    Clocks clocks =
        new Clocks(() -> Instant.now().plus(later.get()), () -> Instant.now().plus(later.get()));
    try (KubernetesClient client = parts.operatorClient();
        ClockSkewMonitor clockSkew = new ClockSkewMonitor(client, clocks)) {
      later.set(Duration.ofSeconds(170));
      assertThat(clockSkew.doubts()).isEmpty();
      later.set(Duration.ofSeconds(190));
      assertThat(clockSkew.doubts())
          .containsExactly("the operator's clock could not be compared with the API server's");
    }
  }

  @Test
  void distrustsSetClockUntilItIsComparedAgain(RealParts parts) {
    AtomicReference<Duration> set = new AtomicReference<>(Duration.ofSeconds(-20));
    Clocks real = Clocks.of(Clock.systemUTC());
    Clocks clocks = new Clocks(() -> Instant.now().plus(set.get()), real.steady());
    try (KubernetesClient client = parts.operatorClient();
        ClockSkewMonitor clockSkew = new ClockSkewMonitor(client, clocks)) {
      assertThat(clockSkew.doubts()).isEmpty();

      set.set(Duration.ofSeconds(20));
      assertThat(clockSkew.doubts()).singleElement().asString().contains("was set");
      await().until(() -> clockSkew.doubts().isEmpty());

      set.set(Duration.ofHours(-6));
      assertThat(clockSkew.doubts()).singleElement().asString().contains("was set");
      await().until(() -> clockSkew.doubts().toString().contains("s behind the API server's"));
    }
  }
}
