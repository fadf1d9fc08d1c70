package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KubernetesYamlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          de                   | "de"
          no                   | false
          Off                  | false
          y                    | true
          "no"                 | "no"
          nope                 | "nope"
          12:30                | "12:30"
          2026-11-23           | "2026-11-23"
          2026-11-23T10:00:00Z | "2026-11-23T10:00:00Z"
          2024_01              | 202401
          010                  | 8
          0x10                 | 16
          -5                   | -5
          1.5                  | 1.5
          1e3                  | 1000
          3.0                  | 3
          1_0e3                | 10000
          1e400                | "1e400"
          0o17                 | 15
          0B11                 | 3
          08                   | 8
          0x                   | "0x"
          0b2                  | "0b2"
          1e                   | "1e"
          _1                   | "_1"
          +7                   | 7
          99999999999999999999 | 1.0E20
          !!str 5              | "5"
          2024-01              | "2024-01"
          5m                   | "5m"
          25%                  | "25%"
          ~                    | null
          """)
  void readsUnquotedWordsAsKubectlDoes(String written, String meant) throws UserException {
    assertThat(KubernetesYaml.read("test", "a: " + written).get(0).get("a")).hasToString(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [&a {x: 1}, *a]                           | [{"x":1},{"x":1}]
          [&a {x: 1}, {<<: *a, x: 2}]               | [{"x":1},{"x":2}]
          [&a {x: 1}, {<<: *a, z: 2}]               | [{"x":1},{"z":2,"x":1}]
          [&a {x: 1}, &b {x: 2}, {<<: [*a, *b]}]    | [{"x":1},{"x":2},{"x":1}]
          """)
  void expandsAliases(String written, String meant) throws UserException {
    assertThat(KubernetesYaml.read("test", "a: " + written).get(0).get("a")).hasToString(meant);
  }

  @Test
  void acceptsManyAliases() throws UserException {
    String text = "a: &a [x]\nb: [" + "*a, ".repeat(10_000) + "]\n";

    assertThat(KubernetesYaml.read("test", text).get(0).get("b")).hasSize(10_000);
  }

  static Stream<String> bombs() {
    StringBuilder lists = new StringBuilder("a0: &a0 [x, x]\n");
    StringBuilder keys = new StringBuilder("a0: &a0 [x, x]\n");
    StringBuilder merges = new StringBuilder("a0: &a0 {x: y}\n");
    for (int i = 1; i < 40; i++) {
      lists.append("a%d: &a%<d [*a%d, *a%<d]\n".formatted(i, i - 1));
      keys.append("a%d: &a%<d {? *a%d : x, y: *a%<d}\n".formatted(i, i - 1));
      merges.append("a%d: &a%<d {<<: [*a%d, *a%<d]}\n".formatted(i, i - 1));
    }
    StringBuilder chain = new StringBuilder("a0: &a0 [x]\n");
    StringBuilder merged = new StringBuilder("a0: &a0 {x: y}\n");
    for (int i = 1; i < 20_000; i++) {
      chain.append("a%d: &a%<d [*a%d]\n".formatted(i, i - 1));
      merged.append("a%d: &a%<d {<<: *a%d}\n".formatted(i, i - 1));
    }
    return Stream.of(
        lists.toString(),
        keys.toString(),
        merges.toString(),
        chain.toString(),
        merged.toString(),
        "a: &a [*a]\n",
        "a: &a {<<: *a}\n",
        "a: &a {b: *a}\n",
        "a: " + "[".repeat(1_000_000),
        "a: " + "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        "a: " + "x".repeat(2_000_000),
        "a: |\n  " + "x".repeat(2_000_000),
        "#" + "x".repeat(2_000_000),
        "a: [" + "x, ".repeat(600_000) + "]");
  }

  /** The first text has 700 bytes, and would have 2 to the power of 40 values. */
  @ParameterizedTest
  @MethodSource("bombs")
  void refusesTextWithoutBounds(String text) {
    assertThatThrownBy(() -> KubernetesYaml.read("test", text))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          %YAML 1.2 n--- n{a: b}   | test:1: has a line that begins with %YAML or %TAG, which kubectl does not support: remove the line
          %YAML 1.1 n--- n{a: b}   | test:1: has a line that begins with %YAML
          %TAG ! tag:x: n--- n{}   | test:1: has a line that begins with %YAML
          a: b na: c               | test:2: has the field a twice: remove one of them
          a: .inf                  | test:1: has the number .inf, which can't be sent to the API server
          a: !x b                  | test:1: has the tag !x, which is not supported: remove the tag
          a: !!binary aGk=         | test:1: has the tag tag:yaml.org,2002:binary
          {<<: x}                  | test:1: merges (<<) a value that is not a mapping
          {[a]: x}                 | test:1: has a field whose name is not text
          a: [                     | test:1: is not valid YAML
          a: %Y%m%d                | test:1: is not valid YAML: a value begins with a character that is special in YAML: quote the value
          a: n\tb: c               | test:2: is not valid YAML: a tab can't indent in YAML: use spaces
          a: [*]                   | test:1: is not valid YAML: a value that begins with * is an alias: quote the value
          a: [*_de]                | test:1: is not valid YAML: a value that begins with * is an alias: quote the value
          """)
  void reportsUnsupportedYaml(String text, String message) {
    assertThatThrownBy(() -> KubernetesYaml.read("test", text.replace(" n", "\n")))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(message);
  }
}
