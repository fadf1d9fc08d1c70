package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.Ports;
import io.milvus.residency.testkit.PrometheusBinaries;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Prometheus scrapes an operator that has something to tell. */
@ExtendWith(RealParts.Extension.class)
class MetricsIT {

  private static final Path DASHBOARD = Path.of("deploy", "metrics", "dashboard.json");

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;

  @Test
  void answersEveryQueryOfTheDashboard(RealParts parts) throws Exception {
    try (ScriptedMilvus server = new ScriptedMilvus();
        MilvusUser user = new MilvusUser(server.uri());
        OperatorFixture operator = new OperatorFixture(parts);
        Ports ports = new Ports()) {
      eventful(server, user, operator);
      int port = ports.all().get(0);
      String config = staticConfig(operator.httpPort());
      try (ChildProcess prometheus = prometheus(port, config)) {
        for (String query : queries()) {
          OperatorFixture.soon(query + "\n" + prometheus.output())
              .until(() -> !results(port, query).isEmpty());
        }
      }
      passesPromtool(get("http://127.0.0.1:" + operator.httpPort() + "/metrics"));
    }
  }

  @Test
  void isScrapedByTheConfigurationOfThePage(RealParts parts) throws Exception {
    String page = Files.readString(Path.of("docs", "metrics.md"));
    String rules = found(page, "    (sed .* > )residency-rules.yaml");
    Shell.run(Map.of(), "sh", "-c", rules + folder.resolve("residency-rules.yaml")).checked();
    String config = found(page, "(?s)```yaml\n(.*?)```");
    try (OperatorFixture operator = new OperatorFixture(parts);
        Ports ports = new Ports()) {
      String pods =
          pod("operator", "residency", "http", operator.httpPort())
              + pod("other", "other", "http", operator.httpPort())
              + pod("sidecar", "residency", "grpc", operator.httpPort());
      int port = ports.all().get(0);
      try (ChildProcess prometheus = prometheus(port, discovering(pods, config))) {
        OperatorFixture.soon("the operator is scraped")
            .until(() -> !results(port, "residency_build_info").isEmpty());

        JsonNode labels = results(port, "residency_build_info").at("/0/metric");
        assertThat(labels.path("namespace").asText()).isEqualTo("residency-system");
        assertThat(labels.path("pod").asText()).isEqualTo("operator");
        assertThat(results(port, "up")).as(prometheus.output()).hasSize(1);
        assertThat(
                json.readTree(get("http://127.0.0.1:" + port + "/api/v1/rules"))
                    .findValuesAsText("type"))
            .isNotEmpty()
            .containsOnly("alerting");
      }
    }
  }

  /**
   * Puts targets in the place of the discovery of Kubernetes, which the package of Debian lacks.
   */
  private static String discovering(String pods, String config) {
    String found =
        config.replaceFirst(
            "(?s)kubernetes_sd_configs:.*?relabel", "static_configs:\n" + pods + "    relabel");
    return "global: {scrape_interval: 1s}\n" + found;
  }

  /** Returns a target with the labels that Prometheus gives a port of a pod. */
  private static String pod(String name, String app, String portName, int port) {
    return """
          - targets: ["127.0.0.1:%d"]
            labels:
              __meta_kubernetes_namespace: residency-system
              __meta_kubernetes_pod_name: %s
              __meta_kubernetes_pod_label_app_kubernetes_io_name: %s
              __meta_kubernetes_pod_container_port_name: %s
    """
        .formatted(port, name, app, portName);
  }

  private static String found(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  /** Makes loads, drift and its correction, a contested, a missing and a loading partition. */
  private static void eventful(ScriptedMilvus server, MilvusUser user, OperatorFixture operator) {
    server.setPollsUntilLoaded(0);
    user.createCollection("articles", "de", "fr");
    operator.apply("serving", policy(server.uri(), "articles", "de, fr, missing", "Loaded"));
    operator.awaitReason("serving", "PartitionNotFound");
    operator.apply("frees", policy(server.uri(), "articles", "fr", "Released"));
    operator.awaitReason("frees", "Contested");
    operator.apply("nowhere", policy("http://127.0.0.1:1", "articles", "de", "Loaded"));
    operator.awaitReason("nowhere", "MilvusUnreachable");
    user.release("articles", "de");
    OperatorFixture.soon("the correction")
        .until(() -> user.loadState("articles", "de"), "Loaded"::equals);
    server.setCourse(LoadCourse.stuck("no memory", 10));
    user.createCollection("books", "slow");
    operator.apply("loads", policy(server.uri(), "books", "slow", "Loaded"));
    operator.awaitReason("loads", "Loading");
  }

  private static String policy(String uri, String collection, String names, String state) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: all, match: {names: [%s]}, state: %s}]
    interval: 5s
    """
        .formatted(uri, collection, names, state);
  }

  private static String staticConfig(int target) {
    return """
    global: {scrape_interval: 1s}
    scrape_configs:
      - job_name: residency
        static_configs: [{targets: ["127.0.0.1:%d"]}]
    """
        .formatted(target);
  }

  private ChildProcess prometheus(int port, String text) throws IOException {
    Path config = Files.writeString(folder.resolve("prometheus.yml"), text);
    return ChildProcess.start(
        folder,
        folder.resolve("prometheus.log"),
        Map.of(),
        List.of(
            PrometheusBinaries.prometheus().toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port));
  }

  private List<String> queries() throws IOException {
    return json.readTree(DASHBOARD.toFile()).path("panels").findValuesAsText("expr").stream()
        .map(query -> query.replace("$__rate_interval", "20s"))
        .toList();
  }

  private JsonNode results(int port, String query) {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    try {
      JsonNode answer =
          json.readTree(get("http://127.0.0.1:" + port + "/api/v1/query?query=" + encoded));
      assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
      return answer.at("/data/result");
    } catch (IOException e) {
      // The server is starting.
      return json.createArrayNode();
    }
  }

  private String get(String uri) throws IOException {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void passesPromtool(String scrape) {
    try {
      Path file = Files.writeString(folder.resolve("scrape.txt"), scrape);
      String command = PrometheusBinaries.promtool() + " check metrics < " + file;
      assertThat(Shell.run(Map.of(), "sh", "-c", command).checked()).isBlank();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
