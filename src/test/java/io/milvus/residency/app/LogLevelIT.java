package io.milvus.residency.app;

import static org.awaitility.Awaitility.await;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.CommandLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log level of a running operator, by a ConfigMap as the kubelet mounts it. */
class LogLevelIT {

  private static final String REQUEST = "Failed to compare the clock";

  @TempDir private Path folder;
  private Path mounted;

  @BeforeEach
  void mountNothing() throws IOException {
    mounted = Files.createDirectory(folder.resolve("mounted"));
  }

  @Test
  void followsTheConfigMap() throws IOException {
    try (ChildProcess operator = start()) {
      awaitOutput(operator, "Retrying every");

      update("first", "DEBUG\n");
      awaitOutput(operator, "INFO  LogLevelFile The log level is DEBUG");
      awaitOutput(operator, REQUEST);
      update("second", "VERBOSE");
      awaitOutput(
          operator, "must contain ERROR, WARN, INFO or DEBUG. The log level is still DEBUG.");
      Files.delete(mounted.resolve("level"));
      awaitOutput(operator, "INFO  LogLevelFile The log level is INFO");
    }
  }

  /** Changes the ConfigMap as the kubelet does: a link to a folder, replaced at once. */
  private void update(String version, String level) throws IOException {
    Path data = Files.createDirectory(mounted.resolve(version));
    Files.writeString(data.resolve("level"), level);
    Path link = Files.createSymbolicLink(mounted.resolve("..data_tmp"), Path.of(version));
    Files.move(link, mounted.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    if (!Files.exists(mounted.resolve("level"))) {
      Files.createSymbolicLink(mounted.resolve("level"), Path.of("..data", "level"));
    }
  }

  private static void awaitOutput(ChildProcess operator, String text) {
    await(text)
        .atMost(Duration.ofSeconds(60))
        .failFast("the operator ended", () -> !operator.alive())
        .until(operator::output, output -> output.contains(text));
  }

  private ChildProcess start() throws IOException {
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
            "RESIDENCY_LOG_LEVEL_FILE",
            mounted.resolve("level").toString(),
            "RESIDENCY_HTTP_PORT",
            "0");
    return ChildProcess.start(
        folder, folder.resolve("log"), environment, CommandLines.of("operator"));
  }
}
