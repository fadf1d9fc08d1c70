package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShownOutputTest {

  @Test
  void acceptsWhatDiffersFromRunToRun() {
    assertThat(
            ShownOutput.missing(
                List.of("a  11s", "approve=62af55b370f08c24", "at …Z"),
                "a   2m3s\nother\napprove=0000000000000000.\napprove=0123456789abcdef\nat 10:00Z\n"))
        .isEmpty();
  }

  @Test
  void reportsLineThatWasNotPrinted() {
    assertThat(ShownOutput.missing(List.of("b", "a"), "a\nb\n")).contains("a");
    assertThat(ShownOutput.missing(List.of("a 1"), "a 2\n")).contains("a 1");
  }
}
