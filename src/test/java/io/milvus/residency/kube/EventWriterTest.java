package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How texts are made to fit. */
class EventWriterTest {

  @ParameterizedTest
  @CsvSource({
    "abc, 3, abc",
    "abcd, 3, …",
    "abcdef, 5, ab…",
    "üü, 4, üü",
    "üüü, 5, ü…",
    "検検検, 8, 検…",
    "🙂🙂, 7, 🙂…",
    "🙂🙂, 6, …"
  })
  void cutsBetweenCharacters(String text, int bytes, String expected) {
    String cut = EventWriter.cut(text, bytes);

    assertThat(cut).isEqualTo(expected);
    assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(bytes);
  }

  @Test
  void replacesHalfACharacter() {
    assertThat(EventWriter.cut("a\ud83d…", 100)).isEqualTo("a\uFFFD…");
  }
}
