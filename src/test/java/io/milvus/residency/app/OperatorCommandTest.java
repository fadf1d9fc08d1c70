package io.milvus.residency.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.CommandLines;
import io.milvus.residency.testkit.Ports;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator as a process, with unusable files and API servers that refuse it. */
class OperatorCommandTest {

  private static final String SECRET = "SECRETSECRET";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'users: [{name: a, user: {token: SECRETSECRET}'     | , line 1: is not valid YAML
          'users: SECRETSECRET'                               | : is not a kubeconfig
          'SECRETSECRET'                                      | : is not a kubeconfig
          '{"a": SECRETSECRET'                                | , line 1: is not valid YAML
          'users: [{name: a, user: {token: SECRETSECRET}}]'   | : there is no current-context
          ''                                                  | : the file is empty
          """)
  void refusesKubeconfigWithoutQuotingIt(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("kubeconfig"), text);

    Shell.Result result = operator(Map.of("KUBECONFIG", file.toString()));

    assertThat(result.output())
        .startsWith("KUBECONFIG " + file + message)
        .hasLineCount(1)
        .doesNotContain(SECRET);
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void refusesCertificateOfKubeconfigWithoutQuotingIt() throws IOException {
    Path file = kubeconfig("https://127.0.0.1:1");
    String identity = "client-certificate-data: " + SECRET + ", client-key-data:";
    Files.writeString(file, Files.readString(file).replace("token:", identity));

    Shell.Result result = operator(Map.of("KUBECONFIG", file.toString()));

    assertThat(result.output())
        .contains("KUBECONFIG " + file + ": a certificate or key can't be used")
        .doesNotContain(SECRET, "\tat ");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void refusesKubeconfigThatDoesNotExist() {
    Shell.Result result = operator(Map.of("KUBECONFIG", "/no/such/file"));

    assertThat(result.output())
        .startsWith("KUBECONFIG /no/such/file: there is no such file")
        .hasLineCount(1);
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void failsWithoutCluster() {
    Map<String, String> home = Map.of("KUBECONFIG", "", "HOME", folder.toString());

    Shell.Result result = operator(home);

    assertThat(result.output()).contains("No cluster found: KUBECONFIG is not set");
    assertThat(result.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RESIDENCY_MILVUS_ENDPOINTS | ''          | --milvus-endpoints (RESIDENCY_MILVUS_ENDPOINTS) is empty
          RESIDENCY_MILVUS_ENDPOINTS | 'a,,b'      | --milvus-endpoints (RESIDENCY_MILVUS_ENDPOINTS) has an empty entry
          RESIDENCY_LOAD_TIMEOUT     | ''          | --load-timeout (RESIDENCY_LOAD_TIMEOUT) must be whole numbers with the units h, m or s
          RESIDENCY_LOAD_TIMEOUT     | '240'       | --load-timeout (RESIDENCY_LOAD_TIMEOUT) must be whole numbers with the units h, m or s
          RESIDENCY_LOAD_TIMEOUT     | '0s'        | --load-timeout (RESIDENCY_LOAD_TIMEOUT) must be 5s to 24h, but is 0s
          RESIDENCY_MODE             | 'Suspended' | --mode (RESIDENCY_MODE) must be Enforce or Observe, but is Suspended
          RESIDENCY_MODE             | 'observe'   | --mode (RESIDENCY_MODE) must be Enforce or Observe, but is observe
          RESIDENCY_MODE             | ''          | --mode (RESIDENCY_MODE) must be Enforce or Observe, but is
          RESIDENCY_NAMESPACES       | ' '         | --namespaces (RESIDENCY_NAMESPACES) is empty
          RESIDENCY_NAMESPACES       | ' a, b_ '   | --namespaces (RESIDENCY_NAMESPACES): "b_" is not a valid namespace name
          """)
  void refusesUnusableSettings(String variable, String value, String message) {
    Shell.Result result = operator(Map.of("KUBECONFIG", "/no/such/file", variable, value));

    assertThat(result.output()).startsWith(message);
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void refusesEmptyOption() {
    Shell.Result result = operator(Map.of("KUBECONFIG", "/no/such/file"), "--milvus-endpoints", "");

    assertThat(result.output()).contains("(RESIDENCY_MILVUS_ENDPOINTS) is empty");
  }

  @Test
  void trimsSettings() {
    Map<String, String> environment =
        Map.of(
            "KUBECONFIG", "/no/such/file",
            "RESIDENCY_LOAD_TIMEOUT", " 2m30s ",
            "RESIDENCY_MODE", " Observe ",
            "RESIDENCY_NAMESPACES", " default, search ",
            "RESIDENCY_MILVUS_ENDPOINTS", " milvus , *.svc ");

    assertThat(operator(environment).output()).startsWith("KUBECONFIG /no/such/file: there is no");
  }

  @Test
  void logsOneLineForEachRefusalOfTheApiServer() throws IOException {
    AtomicInteger code = new AtomicInteger(401);
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(code.get(), -1);
          exchange.close();
        });
    server.start();
    String uri = "http://127.0.0.1:" + server.getAddress().getPort();

    try (ChildProcess operator = start(kubeconfig(uri))) {
      String start = "The API server at " + uri + "/ ";
      awaitOutput(operator, start + "refuses the credentials (401). Check the token");
      int before = asked.get();
      await().atMost(Duration.ofSeconds(60)).until(() -> asked.get() > before + 1);
      code.set(404);
      awaitOutput(operator, start + "does not know PartitionLoadPolicy (404).");
      code.set(403);
      awaitOutput(operator, start + "does not let this user list policies (403).");

      assertThat(operator.output().lines())
          .as("one line for each: %s", operator.output())
          .hasSize(4)
          .first()
          .asString()
          .contains("Policies may name any Milvus.");
      assertThat(operator.output()).doesNotContain("Started", "[pass", SECRET);
      assertThat(operator.alive()).isTrue();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void logsThatApiServerRefusesConnections() throws IOException {
    try (Ports nobodys = new Ports();
        ChildProcess operator = start(kubeconfig("https://127.0.0.1:" + nobodys.all().get(0)))) {
      awaitOutput(operator, "refuses connections");

      operator.terminate();

      assertThat(operator.output()).contains("Stopping").doesNotContain("Started", "\tat ");
    }
  }

  private static Shell.Result operator(Map<String, String> environment, String... options) {
    List<String> command = CommandLines.of("operator", "--http-port", "0");
    command.addAll(List.of(options));
    return Shell.run(environment, command.toArray(String[]::new));
  }

  private ChildProcess start(Path kubeconfig) {
    return ChildProcess.start(
        folder,
        folder.resolve("operator.log"),
        Map.of("KUBECONFIG", kubeconfig.toString()),
        CommandLines.of("operator", "--http-port", "0"));
  }

  private static void awaitOutput(ChildProcess operator, String text) {
    await(text)
        .atMost(Duration.ofSeconds(60))
        .failFast("the operator ended", () -> !operator.alive())
        .untilAsserted(() -> assertThat(operator.output()).contains(text));
  }

  private Path kubeconfig(String server) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: test
        contexts: [{name: test, context: {cluster: test, user: test}}]
        clusters: [{name: test, cluster: {server: "%s"}}]
        users: [{name: test, user: {token: %s}}]
        """
            .formatted(server, SECRET));
  }
}
