package io.milvus.residency.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest(name = "{0} matches {1}")
  @CsvSource(
      textBlock =
          """
          p_1,     p_1
          *,       p_1
          p_*,     p_
          p_*,     p_2026
          *_eu,    p_eu
          *_eu,    p_eu_eu
          p_*_eu,  p_a_b_eu
          p_*_eu,  p__eu
          **,      p_1
          p_?,     p_1
          ???,     p_1
          ?*,      p
          a*b*c,   aXbYbZc
          *a*a*a,  bananas_ana
          *,       ''
          '',      ''
          """)
  void covers(String glob, String name) {
    assertThat(Glob.matches(glob, name)).isTrue();
  }

  @ParameterizedTest(name = "{0} does not match {1}")
  @CsvSource(
      textBlock =
          """
          p_1,     p_10
          p_1,     xp_1
          p_*,     p
          p_*,     P_1
          P_1,     p_1
          *_eu,    p_eu2
          p_?,     p_
          p_?,     p_12
          p_*_eu,  p_eu
          a*b*c,   aXcYb
          ?,       ''
          '',      p
          """)
  void doesNotCover(String glob, String name) {
    assertThat(Glob.matches(glob, name)).isFalse();
  }

  @ParameterizedTest(name = "in {0} only the star and the question mark are special")
  @CsvSource({"p.1, px1", "[ab], a", "p+, pp", "(p), p", "\\p, p", "p|q, p", "^p$, p"})
  void hasNoOtherSpecialCharacters(String glob, String name) {
    assertThat(Glob.matches(glob, name)).isFalse();
    assertThat(Glob.matches(glob, glob)).isTrue();
  }

  @Test
  void takesNoTimeForAPatternThatBringsBacktrackingToItsKnees() {
    String glob = "*a".repeat(120) + "b";
    String name = "a".repeat(255);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThatCode(() -> Glob.matches(glob, name)).doesNotThrowAnyException());
    assertThat(Glob.matches(glob, name)).isFalse();
    assertThat(Glob.matches(glob, name + "b")).isTrue();
  }
}
