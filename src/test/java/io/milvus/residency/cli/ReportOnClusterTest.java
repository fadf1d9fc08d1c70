package io.milvus.residency.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.app.Main;
import io.milvus.residency.testkit.ScriptedApiServer;
import io.milvus.residency.testkit.ScriptedApiServer.Answer;
import io.milvus.residency.testkit.ScriptedApiServer.Request;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The report on a cluster whose operators live and die at will, for users with wrong clocks. */
class ReportOnClusterTest {

  private static final String BLOCKED =
      """
      {"apiVersion": "residency.milvus.io/v1alpha1", "kind": "PartitionLoadPolicy",
       "metadata": {"name": "articles", "namespace": "default", "uid": "1", "resourceVersion": "5",
         "generation": 1},
       "spec": {"milvus": {"uri": "http://milvus:19530"}, "collection": "articles",
         "rules": [{"name": "all", "match": {"globs": ["*"]}, "state": "Loaded"}]},
       "status": {"observedGeneration": 1,
         "blocked": {"releases": 3, "approval": "0123456789abcdef"},
         "conditions": [
           {"type": "Ready", "status": "False", "reason": "ReleaseBlocked", "message": "x"},
           {"type": "Stalled", "status": "True", "reason": "ReleaseBlocked", "message": "x"}]}}
      """;

  /** When the operator of a namespace has renewed its Lease. */
  private final Map<String, Instant> renewed = new ConcurrentSkipListMap<>();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AutoClose private final ScriptedApiServer server = new ScriptedApiServer(this::answer);

  @TempDir private Path folder;

  @Test
  void namesTheClusterInTheCommandThatApproves() throws Exception {
    Path file = kubeconfig();

    report(Duration.ZERO, "--kubeconfig", file.toString());
    assertThat(out.toString())
        .contains(
            "kubectl annotate --overwrite plp articles -n default --context 'my c' --kubeconfig "
                + file
                + " residency.milvus.io/approve=0123456789abcdef");
    report(Duration.ZERO, "--context", "other");
    assertThat(out.toString()).contains(" -n default --context other residency.milvus.io/approve=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT5M", "PT-30M", "P400D"})
  void judgesOperatorsByTheClockOfTheApiServer(Duration ahead) throws Exception {
    renewed.put("alive", Instant.now());
    report(ahead);
    assertThat(out.toString()).contains("The operator in namespace alive runs.");

    renewed.put("alive", Instant.now().minus(Duration.ofMinutes(5)));
    report(ahead);
    assertThat(out.toString()).contains("WARNING: The operator in namespace alive has not renewed");
  }

  @Test
  void tellsOfEachOperatorThatEndsWhileWatching() throws Exception {
    Instant old = Instant.now().minus(Duration.ofHours(1));
    renewed.put("one", Instant.now());
    renewed.put("two", Instant.now());
    Path file = kubeconfig();
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread watch =
        new Thread(() -> code.complete(line(Duration.ZERO, file).execute("report", "--watch")));
    watch.start();
    awaitLine("The operator in namespace one runs. The operator in namespace two runs.");

    renewed.put("one", old);
    awaitLine("The operator in namespace one has not renewed");
    assertThat(err.toString()).doesNotContain("two has not renewed");
    renewed.put("two", old);
    awaitLine("The operator in namespace two has not renewed");

    watch.interrupt();
    assertThat(code.get()).isZero();
  }

  @Test
  void goesOnWatchingWhenTheUsersClockIsSetBack() throws Exception {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ofHours(1));
    InstantSource user = () -> Instant.now().plus(ahead.get());
    renewed.put("one", Instant.now());
    Path file = kubeconfig();
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread watch =
        new Thread(
            () ->
                code.complete(
                    line(user.withZone(ZoneOffset.UTC), file).execute("report", "--watch")));
    watch.start();
    awaitLine("The operator in namespace one runs.");

    ahead.set(Duration.ZERO);
    renewed.put("one", Instant.now().minus(Duration.ofHours(1)));
    awaitLine("The operator in namespace one has not renewed");

    watch.interrupt();
    assertThat(code.get()).isZero();
  }

  private void awaitLine(String text) {
    await(text)
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(err.toString()).contains(text));
  }

  private void report(Duration ahead, String... options) throws Exception {
    out.getBuffer().setLength(0);
    String[] arguments = new String[options.length + 1];
    arguments[0] = "report";
    System.arraycopy(options, 0, arguments, 1, options.length);
    line(ahead, kubeconfig()).execute(arguments);
    assertThat(err.toString()).isEmpty();
  }

  private CommandLine line(Duration ahead, Path kubeconfig) {
    return line(Clock.offset(Clock.systemUTC(), ahead), kubeconfig);
  }

  private CommandLine line(Clock clock, Path kubeconfig) {
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(), Map.of("KUBECONFIG", kubeconfig.toString()), clock);
    return Main.commandLine(context)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }

  private Answer answer(Request request) {
    return switch (request.uri().getPath()) {
      case "/version" -> new Answer(403, "");
      case "/apis/coordination.k8s.io/v1/leases" ->
          Answer.of(
              renewed.entrySet().stream()
                  .map(entry -> lease(entry.getKey(), entry.getValue()))
                  .collect(joining(",", "{\"metadata\": {}, \"items\": [", "]}")));
      default ->
          Answer.of("{\"metadata\": {\"resourceVersion\": \"5\"}, \"items\": [" + BLOCKED + "]}");
    };
  }

  private static String lease(String namespace, Instant renewed) {
    return """
        {"metadata": {"namespace": "%s", "name": "residency-operator"},
         "spec": {"holderIdentity": "pod", "renewTime": "%s"}}
        """
        .formatted(
            namespace, renewed.toString().replaceAll("[.]\\d+", "").replace("Z", ".000000Z"));
  }

  private Path kubeconfig() throws Exception {
    return Files.writeString(
        folder.resolve("config"),
        """
        current-context: my c
        clusters: [{name: k, cluster: {server: "%s"}}]
        contexts: [{name: my c, context: {cluster: k}}, {name: other, context: {cluster: k}}]
        """
            .formatted(server.uri()));
  }
}
