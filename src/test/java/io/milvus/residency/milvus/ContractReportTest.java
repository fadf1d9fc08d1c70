package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.ContractReport.Behaviour;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractReportTest {

  @Test
  void listsShownAndMissingBehaviours() {
    List<Behaviour> behaviors =
        List.of(
            Behaviour.of("loadsAllOrNothing", true, true),
            Behaviour.of("reportsMissingCollection", true, false),
            Behaviour.of("keepsOthersLoadedDuringLoad", false, false));

    assertThat(ContractReport.text("v9.9", behaviors))
        .isEqualTo(
            """
            # Milvus v9.9

            The operator can't work with this server: 1 of 2 needed behaviors are missing.

            | What the operator relies on | Shown |
            | --- | --- |
            | loads all or nothing | yes |
            | reports missing collection | no |

            | What servers do differently | Shown |
            | --- | --- |
            | keeps others loaded during load | no |
            """);
  }

  @Test
  void certifiesServerThatShowsAllNeededBehaviours() {
    List<Behaviour> behaviors =
        List.of(
            Behaviour.of("loadsAllOrNothing", true, true),
            Behaviour.of("keepsOthersLoadedDuringLoad", false, false));

    assertThat(ContractReport.text("v9.9", behaviors))
        .contains("The operator can work with this server");
  }
}
