package io.milvus.residency.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.kubeconfig.ClusterConfig;
import io.milvus.residency.kubeconfig.KubeconfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster of an operator, outside a cluster and in a pod. */
class OperatorClusterTest {

  private static final String KUBECONFIG =
      """
      current-context: c
      clusters: [{name: k, cluster: {server: "https://cluster.test:6443"}}]
      users: [{name: u, user: {token: t}}]
      contexts: [{name: c, context: {cluster: k, user: u}}]
      """;

  @TempDir private Path folder;

  @Test
  void impersonatesAsTheKubeconfigSays() throws Exception {
    Config config = find(KUBECONFIG.replace("token: t", "token: t, as: jane")).config();

    assertThat(config.getImpersonateUsername()).isEqualTo("jane");
  }

  @ParameterizedTest
  @CsvSource({
    "'token: t', 'exec: {apiVersion: v1, command: \"false\"}', has ended with the exit code 1",
    "'cluster: k,', 'cluster: other,', 'the context names the cluster other, which clusters lacks'",
    "'user: u}', 'user: other}', 'the context names the user other, which users lacks'",
    "'current-context: c', '', 'no current-context. Name one of c as current-context.'",
    "'current-context: c', 'current-context: d', 'no context d. Name one of c as current-context.'",
    "'token: t', 'token: t, as-groups: [viewers]', 'residency can\u2019t impersonate'",
  })
  void refusesAKubeconfigThatItCanNotObey(String text, String replacement, String message) {
    assertThatThrownBy(() -> find(KUBECONFIG.replace(text, replacement)))
        .isInstanceOf(KubeconfigException.class)
        .hasMessageStartingWith("KUBECONFIG " + folder.resolve("config") + ": ")
        .hasMessageContaining(message.replace('\u2019', '\''));
  }

  @Test
  void usesTheProxyOfTheCluster() throws Exception {
    String proxied = KUBECONFIG.replace("6443\"", "6443\", proxy-url: 'http://proxy.test'");

    assertThat(find(proxied).config().getHttpsProxy()).isEqualTo("http://proxy.test:80");
  }

  @Test
  void prefersAKubeconfigToThePod() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "of the pod");
    Path config = Files.writeString(folder.resolve("config"), KUBECONFIG);
    Map<String, String> given = Map.of("KUBECONFIG", config.toString());

    OperatorCluster found = OperatorCluster.find(given, Clock.systemUTC(), token);

    assertThat(found.config().source()).isEqualTo("KUBECONFIG " + config);
    try (KubernetesClient client = found.client()) {
      assertThat(client.getConfiguration().isHttp2Disable()).as("as in a pod").isFalse();
    }
  }

  @Test
  void leavesThePodToTheClientLibrary() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "of the pod");

    ClusterConfig found = OperatorCluster.find(home(), Clock.systemUTC(), token).config();

    assertThat(found.source()).isEqualTo("the ServiceAccount of the pod");
    assertThat(found.config().getOauthTokenProvider()).isNull();
  }

  @Test
  void failsWithoutKubeconfigAndPod() {
    assertThatThrownBy(
            () -> OperatorCluster.find(home(), Clock.systemUTC(), folder.resolve("absent")))
        .isInstanceOf(KubeconfigException.class)
        .hasMessageStartingWith("No cluster found: KUBECONFIG is not set");
  }

  private Map<String, String> home() {
    return Map.of("HOME", folder.toString());
  }

  private ClusterConfig find(String kubeconfig) throws Exception {
    Path file = Files.writeString(folder.resolve("config"), kubeconfig);
    return OperatorCluster.find(Map.of("KUBECONFIG", file.toString()), Clock.systemUTC()).config();
  }
}
