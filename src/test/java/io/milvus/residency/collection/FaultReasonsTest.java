package io.milvus.residency.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.docs.FaultsPage;
import io.milvus.residency.milvus.Fault;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/faults.md} says what each fault means to the operator. */
class FaultReasonsTest {

  private final FaultsPage page = new FaultsPage();

  FaultReasonsTest() throws IOException {}

  @ParameterizedTest
  @EnumSource(Fault.class)
  void areThoseOfThePage(Fault fault) {
    FaultsPage.Row row = page.rows().get(fault);

    assertThat(row.reason()).isEqualTo("`" + FaultReasons.of(fault) + "`");
    assertThat(row.about())
        .isEqualTo("the " + FaultReasons.scope(fault).name().toLowerCase(Locale.ROOT));
  }
}
