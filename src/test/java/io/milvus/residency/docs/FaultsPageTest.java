package io.milvus.residency.docs;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.Fault;
import io.milvus.residency.milvus.FaultPattern;
import io.milvus.residency.milvus.FaultTable;
import io.milvus.residency.milvus.MilvusException.Retry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares {@code docs/faults.md} with the code. */
class FaultsPageTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|(.*)\\|$");
  private static final Pattern WORD = Pattern.compile("(?m)^\\| ([a-z ]+) \\| [^|]+\\|$");
  private static final Pattern SIGN = Pattern.compile("`([^`]+)`");

  private final String page = Files.readString(Path.of("docs", "faults.md"));
  private final Map<String, List<String>> rows =
      ROW.matcher(page).results().collect(toMap(m -> m.group(1), FaultsPageTest::cells));

  FaultsPageTest() throws IOException {}

  @Test
  void listsEveryFault() {
    assertThat(rows.keySet())
        .isEqualTo(Stream.of(Fault.values()).map(Fault::name).collect(toSet()));
  }

  @Test
  void listsEveryRetry() {
    assertThat(WORD.matcher(page).results().map(m -> m.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Retry.values()).map(FaultsPageTest::word).toList());
  }

  @ParameterizedTest
  @EnumSource
  void describesFaultAsCodeDoes(Fault fault) {
    List<String> row = rows.get(fault.name());

    assertThat(patterns(row.get(0))).isEqualTo(FaultTable.seen(fault));
    assertThat(patterns(row.get(1))).isEqualTo(FaultTable.fromSources(fault));
    assertThat(row.get(2)).isEqualTo(word(fault.retry()));
    assertThat(row.get(3)).isEqualTo("`" + fault.reason() + "`");
    assertThat(row.get(4)).startsWith(fault.advice());
  }

  private static List<String> cells(MatchResult row) {
    return Arrays.stream(row.group(2).split("\\|")).map(String::strip).toList();
  }

  private static String word(Retry retry) {
    return retry.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Set<FaultPattern> patterns(String cell) {
    return SIGN.matcher(cell).results().map(m -> pattern(m.group(1))).collect(toSet());
  }

  private static FaultPattern pattern(String text) {
    if (text.startsWith("\"")) {
      return new FaultPattern.Text(text.substring(1, text.length() - 1));
    }
    if (text.startsWith("older ")) {
      return new FaultPattern.OlderCode(Integer.parseInt(text.substring("older ".length())));
    }
    return Character.isDigit(text.charAt(0))
        ? new FaultPattern.Code(Integer.parseInt(text))
        : new FaultPattern.Grpc(text);
  }
}
