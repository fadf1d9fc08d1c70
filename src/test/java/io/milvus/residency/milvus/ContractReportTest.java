package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.ContractReport.Behaviour;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractReportTest {

  @Test
  void saysWhatIsShownAndWhatIsNot() {
    List<Behaviour> behaviours =
        List.of(
            Behaviour.of("loadsAllOrNothing", true, true),
            Behaviour.of("findsNoCollection", true, false),
            Behaviour.of("keepsOthersLoadedDuringALoad", false, false));

    assertThat(ContractReport.text("v9.9", behaviours))
        .isEqualTo(
            """
            # Milvus v9.9

            The operator can't rely on it: not shown are 1 of 2.

            | What the operator relies on | Shown |
            | --- | --- |
            | finds no collection | no |
            | loads all or nothing | yes |

            | What servers do in one way or another | Shown |
            | --- | --- |
            | keeps others loaded during a load | no |
            """);
  }

  @Test
  void certifiesAServerThatShowsAllThatIsNeeded() {
    List<Behaviour> behaviours =
        List.of(
            Behaviour.of("loadsAllOrNothing", true, true),
            Behaviour.of("keepsOthersLoadedDuringALoad", false, false));

    assertThat(ContractReport.text("v9.9", behaviours)).contains("The operator can work with it");
  }
}
