package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.demo.OperatorProcess;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged jar, run as its own process. */
@ExtendWith(RealParts.Extension.class)
class ProcessIT {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @Test
  void reconcilesAllNamespacesAndStopsCleanly() {
    try (RealParts parts = new RealParts(KubeServer.start(), MilvusServer.start()).install();
        ChildProcess operator = OperatorProcess.start(parts)) {
      String collection = MilvusUser.uniqueName("process");
      parts.user().createCollection(collection, "de");
      apply(parts, "serving", parts.milvus().uri(), collection);
      apply(parts, "nowhere", "http://milvus.invalid:19530", collection);
      await(parts, "serving", "condition=Ready");
      await(parts, "nowhere", "jsonpath={.status.conditions[0].reason}=MilvusUnreachable");
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("Loaded");
      assertThat(parts.kube().kubectl("describe", "plp", "serving").checked())
          .contains("Loading de (rule serving)");

      operator.terminate();

      assertThat(operator.output())
          .contains("Stopping")
          .doesNotContain("ERROR")
          .as("the status reports it, so the log needs no stack trace of gRPC")
          .doesNotContain("Failed to resolve name", "\tat ");
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("Loaded");
    }
  }

  private static void apply(RealParts parts, String name, String uri, String collection) {
    parts
        .kube()
        .apply(
            """
            apiVersion: residency.milvus.io/v1alpha1
            kind: PartitionLoadPolicy
            metadata: {name: %s, namespace: default}
            spec:
              milvus: {uri: "%s"}
              collection: %s
              rules: [{name: serving, match: {names: [de]}, state: Loaded}]
            """
                .formatted(name, uri, collection))
        .checked();
  }

  private static void await(RealParts parts, String name, String condition) {
    parts.kube().kubectl("wait", "--for=" + condition, "--timeout=40s", "plp/" + name).checked();
  }

  @Test
  void reportsPortThatIsInUse(RealParts parts) throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Shell.Result result =
          Shell.run(
              Map.of("KUBECONFIG", parts.kube().kubeconfigFile().toString()),
              JAVA,
              "-jar",
              Path.of("target", "residency.jar").toString(),
              "operator",
              "--http-port",
              Integer.toString(taken.getLocalPort()));

      assertThat(result.output())
          .contains(
              "--http-port (RESIDENCY_HTTP_PORT): can't listen on port " + taken.getLocalPort())
          .contains("Address already in use")
          .doesNotContain("\tat ");
      assertThat(result.code()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --http-port 99999      | 1 | RESIDENCY_HTTP_PORT
          --http-port many       | 1 | --http-port
          --namespaces Not_Valid | 1 | RESIDENCY_NAMESPACES
          --lease-namespace a_b  | 1 | RESIDENCY_LEASE_NAMESPACE
          --unknown              | 1 | --unknown
          --help                 | 0 | KUBECONFIG
          --help                 | 0 | the operator does not see policies of other
          --milvus-endpoints a:0 | 1 | RESIDENCY_MILVUS_ENDPOINTS
          --version              | 0 | residency 0.1.0
          """)
  void refusesWrongSettingsAndPrintsHelpAndVersion(String arguments, int code, String text) {
    Shell.Result result =
        Shell.run(
            Map.of(),
            "sh",
            "-c",
            JAVA + " -jar " + Path.of("target", "residency.jar") + " operator " + arguments);

    assertThat(result.output()).contains(text).doesNotContain("Exception");
    assertThat(result.code()).isEqualTo(code);
  }
}
