package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShownOutputTest {

  @Test
  void acceptsWhatDiffersFromRunToRun() {
    assertThat(
            ShownOutput.missing(
                List.of("a  11s", "", "approve=62af55b370f08c24", "at …Z"),
                "a   2m3s\napprove=0123456789abcdef\n\nat 10:00Z\n"))
        .isEmpty();
  }

  @Test
  void acceptsLinesThatAnEllipsisStandsFor() {
    assertThat(ShownOutput.missing(List.of("…", "b", "…"), "a\nb\nc\nd\n")).isEmpty();
    assertThat(ShownOutput.missing(List.of("a", "…", "d"), "a\nb\nc\nd\n")).isEmpty();
    assertThat(ShownOutput.missing(List.of("a", "…", "b"), "a\nb\n")).isEmpty();
  }

  @Test
  void reportsPrintedLineThatIsNotShown() {
    assertThat(ShownOutput.missing(List.of("b"), "a\nb\n")).contains("b");
    assertThat(ShownOutput.missing(List.of("a", "c"), "a\nb\nc\n")).contains("c");
    assertThat(ShownOutput.missing(List.of("a"), "a\nb\n"))
        .contains("… (for what is left out from \"b\" on)");
  }

  @Test
  void reportsLineThatWasNotPrinted() {
    assertThat(ShownOutput.missing(List.of("a", "b"), "a\n")).contains("b");
    assertThat(ShownOutput.missing(List.of("a 1"), "a 2\n")).contains("a 1");
  }
}
