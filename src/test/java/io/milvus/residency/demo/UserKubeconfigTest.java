package io.milvus.residency.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserKubeconfigTest {

  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: prod
      contexts:
        - {name: prod, context: {cluster: prod, user: me, namespace: shop}}
        - {name: kind, context: {cluster: kind, user: me}}
      clusters:
        - {name: prod, cluster: {server: "https://prod:6443"}}
        - {name: kind, cluster: {server: "https://kind:6443"}}
      users: [{name: me, user: {token: secret}}]
      """;

  @TempDir private Path folder;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(folder.resolve("config"), KUBECONFIG);
  }

  @Test
  void namesTheNamespaceOfTheDemo() throws Exception {
    assertThat(read(Optional.empty()).findValuesAsText("namespace")).containsExactly("demo-1");
  }

  @Test
  void hasTheCurrentContextOrTheOneThatIsNamed() throws Exception {
    assertThat(read(Optional.empty()).findValuesAsText("server"))
        .containsExactly("https://prod:6443");
    assertThat(read(Optional.of("kind")).findValuesAsText("server"))
        .containsExactly("https://kind:6443");
  }

  @Test
  void keepsCredentials() throws Exception {
    assertThat(read(Optional.of("kind")).findValuesAsText("token")).containsExactly("secret");
  }

  @Test
  void refusesUnknownContext() {
    assertThatThrownBy(() -> read(Optional.of("other")))
        .isInstanceOf(StepFailed.class)
        .hasMessageContaining("kubectl config get-contexts");
  }

  @Test
  void refusesFileThatIsMissing() {
    DemoOptions.Cluster absent = new DemoOptions.Cluster("absent", Optional.empty(), false);
    assertThatThrownBy(() -> UserKubeconfig.of(absent, folder, "demo-1"))
        .isInstanceOf(StepFailed.class)
        .hasMessage(
            "There is no file " + folder.resolve("absent") + " to read. Name a kubeconfig file.");
  }

  private JsonNode read(Optional<String> context) throws Exception {
    DemoOptions.Cluster cluster = new DemoOptions.Cluster("config", context, false);
    return new ObjectMapper().readTree(UserKubeconfig.of(cluster, folder, "demo-1"));
  }
}
