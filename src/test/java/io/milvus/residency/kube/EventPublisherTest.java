package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How texts are made to fit. */
class EventPublisherTest {

  @Test
  void replacesHalfACharacter() {
    assertThat(EventPublisher.cut("a\ud83d…", 100)).isEqualTo("a\uFFFD…");
  }
}
