package io.milvus.residency.operator;

import static io.milvus.residency.operator.OperatorFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.CommandLines;
import io.milvus.residency.testkit.KubeBinaries;
import io.milvus.residency.testkit.Ports;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Startup of the operator against a real API server. */
@ExtendWith(RealParts.Extension.class)
class StartIT {

  @TempDir private Path folder;

  @Test
  void logsStartedOnceItHasListedPolicies(RealParts parts) throws IOException {
    String namespace = parts.createNamespace();
    parts.kube().kubectl("create", "serviceaccount", "late", "-n", namespace).checked();
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(kubeconfig, parts.kube().kubeconfig(namespace, "late"));

    try (ChildProcess operator =
        ChildProcess.start(
            folder,
            folder.resolve("operator.log"),
            Map.of("KUBECONFIG", kubeconfig.toString()),
            CommandLines.of("operator", "--http-port", "0", "--namespaces", namespace))) {
      soon("403 is logged").until(() -> operator.output().contains("list policies (403)"));
      assertThat(operator.output()).doesNotContain("Started");

      parts
          .kube()
          .kubectl(
              "create",
              "clusterrolebinding",
              namespace,
              "--clusterrole=residency-operator",
              "--serviceaccount=" + namespace + ":late")
          .checked();

      soon("the operator starts").until(() -> operator.output().contains("Started: policies of "));
      assertThat(operator.output()).doesNotContain("\tat ").hasLineCount(3);
    }
  }

  @Test
  void servesMetricsBeforeItReachesTheApiServer() throws Exception {
    try (Ports ports = new Ports()) {
      Path kubeconfig = folder.resolve("kubeconfig");
      Files.writeString(
          kubeconfig,
          """
          apiVersion: v1
          kind: Config
          current-context: nobody
          clusters: [{name: nowhere, cluster: {server: "http://127.0.0.1:%d"}}]
          users: [{name: nobody, user: {}}]
          contexts: [{name: nobody, context: {cluster: nowhere, user: nobody}}]
          """
              .formatted(ports.all().get(0)));
      int port = ports.all().get(1);

      try (ChildProcess operator =
          ChildProcess.start(
              folder,
              folder.resolve("operator.log"),
              Map.of("KUBECONFIG", kubeconfig.toString()),
              CommandLines.of("operator", "--http-port", String.valueOf(port)))) {
        soon("the API server can't be reached")
            .until(() -> operator.output().contains("refuses connections"));
        HttpResponse<String> scrape =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString());

        assertThat(scrape.statusCode()).isEqualTo(200);
        assertThat(scrape.body()).contains("residency_build_info{").doesNotContain("_policies{");
        assertThat(operator.output()).doesNotContain("\tat ");
      }
    }
  }

  @Test
  void startsWithKubeconfigOfInstallPage(RealParts parts) throws IOException {
    String page = Files.readString(Path.of("docs", "install.md"));
    int block = page.indexOf("```sh\ncat > operator.kubeconfig");
    String script = page.substring(block + "```sh\n".length(), page.indexOf("```\n", block + 1));
    String path = KubeBinaries.kubectl().getParent() + ":" + System.getenv("PATH");
    Shell.run(
            Map.of("PATH", path, "KUBECONFIG", parts.kube().kubeconfigFile().toString()),
            "sh",
            "-ec",
            "cd '" + folder + "'\n" + script)
        .checked();

    try (ChildProcess operator =
        ChildProcess.start(
            folder,
            folder.resolve("operator.log"),
            Map.of("KUBECONFIG", "operator.kubeconfig"),
            CommandLines.of("operator", "--http-port", "0"))) {
      soon("the operator starts")
          .failFast("the operator ended", () -> !operator.alive())
          .untilAsserted(() -> assertThat(operator.output()).contains("Started: policies of all"));
    }
  }
}
