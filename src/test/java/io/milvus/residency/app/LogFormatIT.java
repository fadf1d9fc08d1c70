package io.milvus.residency.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.CommandLines;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFormatIT {

  @TempDir private Path folder;

  @Test
  void logsJsonWithFixedKeys() throws IOException {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            current-context: c
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: c, user: {token: x}}]
            contexts: [{name: c, context: {cluster: c, user: c}}]
            """);
    Map<String, String> environment =
        Map.of(
            "KUBECONFIG",
            kubeconfig.toString(),
            "RESIDENCY_LOG_FORMAT",
            "json",
            "RESIDENCY_HTTP_PORT",
            "0");
    try (ChildProcess process =
        ChildProcess.start(
            folder, folder.resolve("log"), environment, CommandLines.of("operator"))) {
      await()
          .atMost(Duration.ofSeconds(40))
          .until(process::output, output -> output.contains("Retrying every"));

      List<String> lines = process.output().lines().toList();
      for (String line : lines) {
        JsonNode entry = new ObjectMapper().readTree(line);
        assertThat(entry.fieldNames())
            .toIterable()
            .containsExactly(
                "timestamp", "level", "loggerName", "mdc", "formattedMessage", "throwable");
      }
    }
  }

  @Test
  void refusesUnknownFormat() {
    Shell.Result result =
        Shell.run(
            Map.of("RESIDENCY_LOG_FORMAT", "xml"),
            CommandLines.of("--version").toArray(String[]::new));

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.output()).contains("RESIDENCY_LOG_FORMAT must be text or json, but is xml");
  }
}
