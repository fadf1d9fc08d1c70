package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          doctor                                                     | Missing required option
          doctor --milvus milvus:19530                               | must be http://host:port
          doctor --milvus http://milvus:19530 --ca ca.crt            | need --milvus https://
          doctor --milvus https://milvus:19530 --cert tls.crt        | --cert and --key must be given together
          doctor --milvus http://milvus:19530 --replicas 0           | --replicas must be 1 or more
          """)
  void refusesWrongUsage(String arguments, String message) {
    CommandRun run = CommandRun.of(arguments.split(" +"));

    assertThat(run.err()).contains(message, "Try: residency doctor --help");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void reportsMissingFile() {
    CommandRun run =
        CommandRun.of("doctor", "--milvus", "https://milvus:19530", "--ca", "no-such-file");

    assertThat(run.err()).contains("no-such-file: there is no such file");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void namesOptionAndFileWithoutCertificate(@TempDir Path folder) throws IOException {
    String file = Files.writeString(folder.resolve("world.yaml"), "partitions: {}").toString();

    CommandRun run = CommandRun.of("doctor", "--milvus", "https://milvus:19530", "--ca", file);

    assertThat(run.err())
        .isEqualToIgnoringNewLines("--ca " + file + ": holds no certificate in PEM form");
  }

  @Test
  void reportsUnreachableMilvus() {
    try (Ports ports = new Ports()) {
      String uri = "http://127.0.0.1:" + ports.all().get(0);

      CommandRun run =
          CommandRun.of("doctor", "--milvus", uri, "--collection", "articles", "-o", "yaml");

      assertThat(run.out())
          .contains("subject: connection", "grade: FAILURE", "fault: UNREACHABLE")
          .contains("Check --milvus and that Milvus is running.")
          .doesNotContain("collection", "milvus.uri");
      assertThat(run.code()).isEqualTo(2);
    }
  }
}
