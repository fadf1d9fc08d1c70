package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words without quotes mean what kubectl takes them for. */
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
          1e3                  | 1000.0
          5m                   | "5m"
          25%                  | "25%"
          ~                    | null
          """)
  void aWord(String written, String meant) throws UserException {
    assertThat(KubernetesYaml.read("test", "a: " + written).get(0).get("a")).hasToString(meant);
  }
}
