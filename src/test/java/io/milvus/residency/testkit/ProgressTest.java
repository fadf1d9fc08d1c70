package io.milvus.residency.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final Progress progress = new Progress("etcd");

  @Test
  void estimatesTheTimeLeft() {
    assertThat(progress.line(Duration.ofSeconds(60), "25 % compiled", 0.25))
        .isEqualTo("  … etcd: 25 % compiled, 60 s, about 3 min left");
    assertThat(progress.line(Duration.ofSeconds(60), "75 % compiled", 0.75))
        .isEqualTo("  … etcd: 75 % compiled, 60 s, less than a minute left");
  }

  @Test
  void estimatesNothingEarly() {
    assertThat(progress.line(Duration.ofSeconds(15), "1 % compiled", 0.01))
        .isEqualTo("  … etcd: 1 % compiled, 15 s");
    assertThat(progress.line(Duration.ofSeconds(15), "", 0)).isEqualTo("  … etcd: 15 s");
  }
}
