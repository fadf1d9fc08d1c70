package io.milvus.residency.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the syntax of lists, and the messages about lists that are not valid. */
class PartitionListTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "de\nen\nfr",
        "de\r\nen\r\nfr\r\n",
        "de\ren\rfr",
        "\uFEFFde\nen\nfr",
        "\uFEFF# users\nde\nen\nfr",
        "  de\n\ten \t\nfr  ",
        "\n\n# all\nde\n   # indented\nen\n\nfr\nde"
      })
  void readsOneNamePerLine(String text) {
    PartitionList list = PartitionList.read("users", text);

    assertThat(list.unreadable()).isEmpty();
    assertThat(list.names().orElseThrow()).containsExactlyInAnyOrder("de", "en", "fr");
  }

  @ParameterizedTest
  @ValueSource(strings = {"20261127", "2024-01-01", "_default", "_", "a-", "0", "Aa_9-z", "p_-_"})
  void acceptsNamesThatMilvusCreates(String name) {
    assertThat(PartitionList.read("users", name).names().orElseThrow()).containsExactly(name);
  }

  @Test
  void readsEmptyTextAsEmptyList() {
    assertThat(PartitionList.read("users", "").names().orElseThrow()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource
  void isUnreadableWithLineThatIsNotAName(String line, String shown, String why) {
    PartitionList list = PartitionList.read("ConfigMap search/users, key names", "de\n\n" + line);

    assertThat(list.names()).isEmpty();
    assertThat(list.unreadable())
        .contains(
            "ConfigMap search/users, key names, line 3: \""
                + shown
                + "\" can't be the name of a partition, because "
                + why
                + ". Write one name per line, with only letters, digits, _ and -.");
  }

  static Stream<Arguments> isUnreadableWithLineThatIsNotAName() {
    return Stream.of(
        bad("de,en,fr", "it contains ','"),
        bad("en;fr", "it contains ';'"),
        bad("\"de\"", "it contains '\"'"),
        bad("'de'", "it contains '''"),
        bad("de # German", "it contains a space"),
        bad("de#German", "it contains '#'"),
        bad("- de", "it contains a space"),
        bad("-de", "it begins with '-'"),
        bad("[\"de\"]", "it contains '['"),
        bad("{", "it contains '{'"),
        bad("de: true", "it contains ':'"),
        bad("u_*", "it contains '*'"),
        bad("a.b", "it contains '.'"),
        bad("a$b", "it contains '$'"),
        bad("de en", "it contains a space"),
        bad("de\ten", "de\\u0009en", "it contains the character U+0009 (CHARACTER TABULATION)"),
        bad("de\u00a0", "de\\u00a0", "it contains the character U+00A0 (NO-BREAK SPACE)"),
        bad("\u200bde", "\\u200bde", "it contains the character U+200B (ZERO WIDTH SPACE)"),
        bad("\u3000de", "\\u3000de", "it contains the character U+3000 (IDEOGRAPHIC SPACE)"),
        bad(
            "\uFEFFde",
            "\\ufeffde",
            "it contains the character U+FEFF (ZERO WIDTH NO-BREAK SPACE)"),
        bad("\u2028", "\\u2028", "it contains the character U+2028 (LINE SEPARATOR)"),
        bad("de\0", "de\\u0000", "it contains the character U+0000 (NULL)"),
        bad("\u001b[1mde", "\\u001b[1mde", "it contains the character U+001B (ESCAPE)"),
        bad("\u202ede", "\\u202ede", "it contains the character U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        bad("münchen", "it contains the character U+00FC (LATIN SMALL LETTER U WITH DIAERESIS)"),
        bad("\ufffd", "\\ufffd", "it contains the character U+FFFD (REPLACEMENT CHARACTER)"),
        bad("x".repeat(256), "x".repeat(40) + "…", "it is longer than 255 characters"));
  }

  private static Arguments bad(String line, String why) {
    return Arguments.of(line, line, why);
  }

  private static Arguments bad(String line, String shown, String why) {
    return Arguments.of(line, shown, why);
  }

  @Test
  void keepsNamesOfTheLastRead() {
    PartitionList before = PartitionList.read("users", "de");
    PartitionList after =
        before.lost(PartitionList.read("users", "de,en").unreadable().orElseThrow());

    assertThat(after.names().orElseThrow()).containsExactly("de");
    assertThat(after.unreadable()).isPresent();
  }
}
