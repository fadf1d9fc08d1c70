package io.milvus.residency.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.app.Main;
import io.milvus.residency.testkit.ScriptedApiServer;
import io.milvus.residency.testkit.ScriptedApiServer.Answer;
import io.milvus.residency.testkit.ScriptedApiServer.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
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

  @AutoClose
  private final ScriptedApiServer server = new ScriptedApiServer(ClusterCommandsTest::answer);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"articles?x", "articles/status", "../../default", "", "-n", "Articles"})
  void asksForNothingByANameThatNoPolicyCanHave(String name) throws IOException {
    for (String command : List.of("approve", "hold", "resume", "reconcile")) {
      CommandRun run = run(Terminal.NONE, "", command, "--", name);

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("is no name of a policy");
      assertThat(server.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a?b"})
  void asksForNothingInANamespaceThatCanNotExist(String namespace) throws IOException {
    CommandRun run = run(Terminal.NONE, "", "hold", "articles", "--namespace=" + namespace);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("is no name of a namespace");
    assertThat(server.requests()).isEmpty();
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

  private static Answer answer(Request request) {
    boolean list = request.uri().getPath().endsWith("/partitionloadpolicies");
    return Answer.of(list ? "{\"metadata\": {}, \"items\": [" + POLICY + "]}" : POLICY);
  }

  private CommandRun run(Terminal terminal, String input, String... arguments) throws IOException {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("config"),
            """
            current-context: c
            clusters: [{name: k, cluster: {server: "%s"}}]
            contexts: [{name: c, context: {cluster: k}}, {name: c 1, context: {cluster: k}}]
            """
                .formatted(server.uri()));
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
