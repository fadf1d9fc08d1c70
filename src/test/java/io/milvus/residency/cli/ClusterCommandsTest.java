package io.milvus.residency.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milvus.residency.app.Main;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Commands on a cluster whose answers no real API server and operator would give at will. */
class ClusterCommandsTest {

  /** The annotation is always the one that the operator has handled, whatever a user sets. */
  private static final String POLICY =
      """
      {"apiVersion": "residency.milvus.io/v1alpha1", "kind": "PartitionLoadPolicy",
       "metadata": {"name": "articles", "namespace": "default", "uid": "1", "resourceVersion": "5",
         "generation": 1, "annotations": {"residency.milvus.io/requestedAt": "old"}},
       "spec": {"milvus": {"uri": "http://milvus:19530"}, "collection": "articles",
         "rules": [{"name": "all", "match": {"globs": ["*"]}, "state": "Loaded"}]},
       "status": {"observedGeneration": 1, "lastHandledReconcileAt": "old",
         "blocked": {"releases": 3, "approval": "0123456789abcdef"},
         "conditions": [{"type": "Ready", "status": "False", "reason": "ReleaseBlocked",
           "message": "Releases are blocked: \\u009b31m 3 of 4. To approve exactly these releases: x"}]}}
      """;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"articles?x", "articles/status", "../../default", "", "-n", "Articles"})
  void asksForNothingByANameThatNoPolicyCanHave(String name) throws IOException {
    for (String command : List.of("approve", "hold", "resume", "reconcile")) {
      CommandRun run = run(Terminal.NONE, "", command, "--", name);

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("is no name of a policy");
      assertThat(requests).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a?b"})
  void asksForNothingInANamespaceThatCanNotExist(String namespace) throws IOException {
    CommandRun run = run(Terminal.NONE, "", "hold", "articles", "--namespace=" + namespace);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("is no name of a namespace");
    assertThat(requests).isEmpty();
  }

  @Test
  void takesARequestThatWasHandledBeforeForNoProof() throws IOException {
    CommandRun run = run(Terminal.NONE, "", "reconcile", "articles", "--timeout", "0s");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("the operator has not handled the request within");
  }

  @Test
  void namesTheClusterInTheCommandThatResumes() throws IOException {
    CommandRun run = run(Terminal.NONE, "", "hold", "articles", "--context", "c 1");

    assertThat(run.out()).endsWith("residency resume articles --context 'c 1' -n default\n");
  }

  @Test
  void printsNothingOfTheClusterThatATerminalObeys() throws IOException {
    CommandRun run = run(Terminal.NONE, "", "approve", "articles");

    assertThat(run.out()).contains("Releases are blocked:").doesNotContain("\u009b");
  }

  @Test
  void showsWhatItAsksForAlsoIfTheOutputGoesElsewhere() throws IOException {
    CommandRun run = run(new Terminal(true, false, true), "n\n", "approve", "articles");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .containsSubsequence(
            "Approval: 0123456789abcdef", "Approve 3 releases of default/articles?");
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    boolean list = exchange.getRequestURI().getPath().endsWith("/partitionloadpolicies");
    byte[] body =
        (list ? "{\"metadata\": {}, \"items\": [" + POLICY + "]}" : POLICY).getBytes(UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private CommandRun run(Terminal terminal, String input, String... arguments) throws IOException {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("config"),
            """
            current-context: c
            clusters: [{name: k, cluster: {server: "http://127.0.0.1:%d"}}]
            contexts: [{name: c, context: {cluster: k}}, {name: c 1, context: {cluster: k}}]
            """
                .formatted(server.getAddress().getPort()));
    CommandLine line =
        Main.commandLine(
            new CliContext(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                Map.of("KUBECONFIG", kubeconfig.toString()),
                Clock.systemUTC(),
                terminal));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
