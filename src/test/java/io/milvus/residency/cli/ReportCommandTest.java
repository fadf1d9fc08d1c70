package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCommandTest {

  @ParameterizedTest
  @CsvSource({
    "--watch -o html, --watch and --output are mutually exclusive",
    "--watch --milvus http://localhost:19530, --watch and --milvus are mutually exclusive",
    "-A -n search, --namespace and --all-namespaces are mutually exclusive",
    "--ca ca.crt, '--ca, --cert, --key and --server-name need --milvus https://host:port'",
  })
  void refusesOptionsThatContradict(String options, String message) {
    CommandRun run = CommandRun.of(("report " + options).split(" "));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith(message);
  }

  @ParameterizedTest
  @CsvSource({"report", "report --watch"})
  void saysThatThereIsNoKubeconfig(String command) {
    CommandRun run = CommandRun.of((command + " --kubeconfig /nowhere/kubeconfig").split(" "));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("/nowhere/kubeconfig");
  }
}
