package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Compares the entries of {@code docs/runbook.md} with the reasons; {@code AlertsIT} has more. */
class RunbookPageTest {

  @Test
  void hasEntryForEveryReason() {
    assertThat(Page.read(Path.of("docs", "runbook.md")).prose())
        .filteredOn(line -> line.startsWith("### "))
        .containsExactlyElementsOf(
            Arrays.stream(Reason.values()).map(reason -> "### " + reason).toList());
  }
}
