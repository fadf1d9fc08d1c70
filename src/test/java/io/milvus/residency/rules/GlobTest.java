package io.milvus.residency.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  void matches(String glob, String name) {
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
  void doesNotMatch(String glob, String name) {
    assertThat(Glob.matches(glob, name)).isFalse();
  }

  @ParameterizedTest(name = "in {0} only * and ? are special")
  @CsvSource({"p.1, px1", "[ab], a", "p+, pp", "(p), p", "\\p, p", "p|q, p", "^p$, p"})
  void hasNoOtherSpecialCharacters(String glob, String name) {
    assertThat(Glob.matches(glob, name)).isFalse();
    assertThat(Glob.matches(glob, glob)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {62, 63, 64, 65, 127, 128, 129, 254})
  void matchesLongNames(int length) {
    String name = "a".repeat(length);

    for (String glob :
        List.of(name, "?".repeat(length), name + "*", "*" + name, "*a".repeat(length))) {
      assertThat(Glob.matches(glob, name)).isTrue();
      assertThat(Glob.matches(glob, "a" + name)).isEqualTo(glob.contains("*"));
      assertThat(Glob.matches(glob + "b", name)).isFalse();
      assertThat(Glob.matches(glob + "b", name + "b")).isTrue();
      assertThat(Glob.matches(glob + "a", name)).isFalse();
    }
  }

  @Property(tries = 20_000)
  void agreesWithTheDefinition(
      @ForAll @CharRange(from = 'a', to = 'b') @Chars({'*', '?', '_'}) @StringLength(max = 8)
          String glob,
      @ForAll @Chars({'a', 'b', '_', 'é', '*'}) @StringLength(max = 10) String name) {
    assertThat(Glob.matches(glob, name)).isEqualTo(defined(glob, name));
  }

  @Property(tries = 2_000)
  void agreesWithTheDefinitionOnLongPatterns(
      @ForAll @Chars({'a', 'b'}) @StringLength(min = 55, max = 140) String begin,
      @ForAll @Chars({'a', 'b', '*', '?'}) @StringLength(max = 5) String glob,
      @ForAll @Chars({'a', 'b'}) @StringLength(max = 7) String name) {
    assertThat(Glob.matches(begin + glob, begin + name)).isEqualTo(defined(glob, name));
  }

  private static boolean defined(String glob, String name) {
    if (glob.isEmpty()) {
      return name.isEmpty();
    }
    String rest = glob.substring(1);
    if (glob.charAt(0) == '*') {
      return IntStream.rangeClosed(0, name.length())
          .anyMatch(taken -> defined(rest, name.substring(taken)));
    }
    return !name.isEmpty()
        && (glob.charAt(0) == '?' || glob.charAt(0) == name.charAt(0))
        && defined(rest, name.substring(1));
  }

  /** Uses as many patterns as a rule can have, each of which nearly matches in many places. */
  @Test
  void takesTimeProportionalToTheNames() {
    List<Glob> globs =
        IntStream.range(0, 128).mapToObj(i -> Glob.of("*" + "a".repeat(64 + i) + "b")).toList();
    String name = "a".repeat(255);

    boolean covered =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(30),
            () -> IntStream.range(0, 512).anyMatch(i -> Glob.anyMatches(globs, name)));

    assertThat(covered).isFalse();
    assertThat(Glob.anyMatches(globs, name + "b")).isTrue();
  }
}
