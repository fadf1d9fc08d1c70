package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.model.PolicyName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PolicyWriterTest {

  private static final PolicyName POLICY = new PolicyName("search", "articles");

  private Instant steady = Instant.EPOCH;
  private final PolicyWriter writes = new PolicyWriter(() -> steady);

  private PolicyWriter.Refused fail(int code, String message) {
    return writes
        .attempt(
            POLICY,
            "status",
            () -> {
              throw new KubernetesClientException(
                  new StatusBuilder().withCode(code).withMessage(message).build());
            })
        .orElseThrow();
  }

  @Test
  void logsSameFailureOnce() {
    assertThat(fail(403, "no").another()).isTrue();
    assertThat(fail(403, "no").another()).isFalse();
    assertThat(fail(500, "no").another()).isTrue();

    assertThat(writes.attempt(POLICY, "status", () -> {})).isEmpty();
    assertThat(fail(500, "no").another()).isTrue();
  }

  @Test
  void retriesAfterOneMinuteAtMost() {
    assertThat(fail(403, "no").after()).isLessThanOrEqualTo(Duration.ofSeconds(2));
    for (int i = 0; i < 20; i++) {
      steady = steady.plusSeconds(60);
      fail(403, "no");
    }
    steady = steady.plusSeconds(60);
    assertThat(fail(403, "no").after()).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(60));
  }

  /** Each pass with another result is an attempt, and there may be many in a second. */
  @Test
  void retriesSoonAfterManyAttempts() {
    Duration first = fail(403, "no").after();
    steady = steady.plusMillis(100);

    for (int i = 0; i < 20; i++) {
      assertThat(fail(403, "no").after()).isEqualTo(first.minusMillis(100));
    }
  }

  @Test
  void logsConflictOnlyWhenItLasts() {
    for (int i = 0; i < 3; i++) {
      assertThat(fail(409, "changed").another()).isFalse();
    }
    assertThat(fail(409, "changed").another()).isTrue();
    assertThat(fail(409, "changed").another()).isFalse();
  }

  @Test
  void ignoresDeletedPolicy() {
    assertThat(
            writes.attempt(
                POLICY,
                "status",
                () -> {
                  throw new KubernetesClientException(new StatusBuilder().withCode(404).build());
                }))
        .isEmpty();
  }
}
