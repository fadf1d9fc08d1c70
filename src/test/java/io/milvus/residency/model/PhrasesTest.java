package io.milvus.residency.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhrasesTest {

  @Test
  void namesTheFirstAndCountsTheRest() {
    assertThat(Phrases.firstOf(List.of(), 2)).isEmpty();
    assertThat(Phrases.firstOf(List.of("a", "b"), 2)).isEqualTo("a, b");
    assertThat(Phrases.firstOf(List.of("a", "b", "c"), 2)).isEqualTo("a, b and 1 more");
  }

  @ParameterizedTest
  @CsvSource({"abc, 3, abc", "abcd, 3, ab…", "üü, 2, üü", "🙂🙂🙂, 2, 🙂…", "ab, 1, …"})
  void cutsBetweenCharacters(String text, int characters, String expected) {
    assertThat(Phrases.cut(text, characters)).isEqualTo(expected);
  }

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
  void cutsToBytesBetweenCharacters(String text, int bytes, String expected) {
    String cut = Phrases.cutToBytes(text, bytes);

    assertThat(cut).isEqualTo(expected);
    assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(bytes);
  }
}
