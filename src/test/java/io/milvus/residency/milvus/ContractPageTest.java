package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.ContractPage.Behaviour;
import io.milvus.residency.milvus.ContractPage.Server;
import io.milvus.residency.milvus.ContractPage.Shown;
import io.milvus.residency.testkit.MilvusUser;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContractPageTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 27);

  @Test
  void comparesServersBehaviorByBehavior() {
    Server good =
        new Server(
            "2.3.5",
            "v2.3.5-lite",
            Optional.empty(),
            2,
            List.of(
                Behaviour.of("loadsAllOrNothing", true, Shown.YES),
                Behaviour.of("reportsMissingCollection", true, Shown.YES),
                Behaviour.of("keepsOthersLoadedDuringLoad", false, Shown.NO)));
    Server bad =
        new Server(
            "9.9.9",
            "v9.9.9",
            Optional.empty(),
            2,
            List.of(
                Behaviour.of("reportsMissingCollection", true, Shown.NO),
                Behaviour.of("loadsAllOrNothing", true, Shown.YES),
                Behaviour.of("keepsOthersLoadedDuringLoad", false, Shown.NOT_TRIED)));
    Server refused = Server.of("2.2.16", "v2.2.16-lite", 2);

    assertThat(ContractPage.text(DAY, "mvn verify", List.of(good, bad, refused)))
        .isEqualTo(
            """
            # Contract with Milvus

            Run on 2026-11-27 by `mvn verify`. A dash marks what was not tried.

            | Milvus | Reports the version | The operator |
            | --- | --- | --- |
            | 2.3.5 | `v2.3.5-lite` | can work with it: all 2 needed behaviors are shown |
            | 9.9.9 | `v9.9.9` | can't work with it: 1 of 2 needed behaviors are missing |
            | 2.2.16 | `v2.2.16-lite` | refuses it: Milvus v2.2.16-lite is too old. Use 2.3 or later. |

            | What the operator relies on | 2.3.5 | 9.9.9 | 2.2.16 |
            | --- | --- | --- | --- |
            | loads all or nothing | yes | yes | – |
            | reports missing collection | yes | no | – |

            | What servers do differently | 2.3.5 | 9.9.9 | 2.2.16 |
            | --- | --- | --- | --- |
            | keeps others loaded during load | no | – | – |
            """);
  }

  @Test
  void saysThatNothingWasTriedOnServerThatDoesNotAnswer() {
    try (MilvusUser nobody = new MilvusUser("http://127.0.0.1:1")) {
      Server server = ContractReport.server("", nobody);

      server.behaviors().add(Behaviour.of("loads", true, server.failed()));

      assertThat(server.name()).isEqualTo("unknown");
      assertThat(server.verdict())
          .startsWith("was not tried: Milvus does not report its version (UNAVAILABLE")
          .endsWith("). Check the address, and that it needs neither TLS nor authentication.");
      assertThat(ContractPage.text(DAY, "mvn verify", List.of(server))).contains("| loads | – |");
    }
  }

  @Test
  void namesServerByItsVersion() {
    assertThat(Server.of("", "v9.9", 2).name()).isEqualTo("v9.9");
  }

  @Test
  void certifiesNoServerWithoutTryingAllNeededBehaviors() {
    Server server =
        new Server(
            "x",
            "v2.3.5",
            Optional.empty(),
            3,
            List.of(
                Behaviour.of("loads", true, Shown.YES),
                Behaviour.of("releasesRepeatedly", true, Shown.NOT_TRIED)));

    assertThat(server.verdict())
        .isEqualTo("may work with it: only 1 of 3 needed behaviors were tried");
  }
}
