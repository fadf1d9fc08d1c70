package io.milvus.residency.milvus;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.docs.FaultsPage;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/faults.md} says how each fault is known and what is told. */
class FaultTableTest {

  private final FaultsPage page = new FaultsPage();

  FaultTableTest() throws IOException {}

  @ParameterizedTest
  @EnumSource(Fault.class)
  void isThePage(Fault fault) {
    FaultsPage.Row row = page.rows().get(fault);
    Set<FaultTable.Row> known =
        FaultTable.ROWS.stream().filter(r -> r.fault() == fault).collect(toSet());

    assertThat(row.texts())
        .isEqualTo(known.stream().flatMap(r -> r.texts().stream()).collect(toSet()));
    assertThat(row.codes())
        .isEqualTo(known.stream().flatMap(r -> r.codes().stream()).collect(toSet()));
    assertThat(row.grpc())
        .isEqualTo(
            FaultTable.GRPC.entrySet().stream()
                .filter(entry -> entry.getValue() == fault)
                .map(Map.Entry::getKey)
                .map(Enum::name)
                .collect(toSet()));
    assertThat(row.message()).isEqualTo(FaultTable.advice(fault));
  }
}
