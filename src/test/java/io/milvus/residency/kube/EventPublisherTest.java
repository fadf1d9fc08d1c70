package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventPublisherTest {

  @Test
  void replacesLoneSurrogate() {
    assertThat(EventPublisher.cut("a\ud83d…", 100)).isEqualTo("a\uFFFD…");
  }
}
