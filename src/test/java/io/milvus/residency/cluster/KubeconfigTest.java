package io.milvus.residency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kubeconfig files that the client library alone would read in another way than kubectl. */
class KubeconfigTest {

  private static final String SERVER = "server: 'https://cluster.test:6443'";
  private static final String EXEC =
      "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login.sh, args: ['a b',"
          + " '$x;y']}";

  @TempDir private Path folder;

  @Test
  void impersonatesAsTheUserSays() throws Exception {
    Config config = read(SERVER, "token: t, as: jane, as-groups: [viewers]");

    assertThat(config.getImpersonateUsername()).isEqualTo("jane");
    assertThat(config.getImpersonateGroups()).containsExactly("viewers");
  }

  @Test
  void refusesToActWithMoreRightsThanTheUserSays() {
    for (String user : new String[] {"as: jane, as-uid: '7'", "as-groups: [viewers]"}) {
      assertThatThrownBy(() -> read(SERVER, "token: t, " + user))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("which residency can't impersonate");
    }
  }

  @Test
  void refusesContextWithoutItsUserOrServer() throws IOException {
    String file = Files.readString(write(SERVER, "token: t"));
    for (String text :
        new String[] {
          file.replace("user: u}", "user: other}"),
          file.replace("cluster: k,", "cluster: other,"),
          file.replace("https://", "https://jane:password@")
        }) {
      assertThatThrownBy(() -> find(Files.writeString(folder.resolve("bad"), text), Map.of()))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("the context names the")
          .hasMessageNotContaining("password");
    }
  }

  @Test
  void acceptsFileWithoutEntriesBesideAnother() throws Exception {
    Path empty =
        Files.writeString(folder.resolve("empty"), "clusters: null\ncontexts: null\nusers: null\n");
    Path file = write(SERVER, "token: t");

    Config config =
        Kubeconfig.find(
                Optional.empty(), Optional.empty(), Map.of("KUBECONFIG", empty + ":" + file))
            .config();

    assertThat(config.getMasterUrl()).startsWith("https://cluster.test:6443");
    assertThatThrownBy(() -> find(empty, Map.of())).hasMessageContaining("no current-context");
  }

  @Test
  void readsTokenFileBesideKubeconfig() throws Exception {
    Files.writeString(folder.resolve("token"), "from-file\n");

    assertThat(read(SERVER, "tokenFile: token").getAutoOAuthToken()).isEqualTo("from-file");
    assertThatThrownBy(() -> read(SERVER, "tokenFile: absent"))
        .hasMessageContaining("can't be read");
  }

  @Test
  void usesCredentialsOfLoginProgramWhateverItTellsTheUser() throws Exception {
    program(
        """
        echo 'a newer version is available' >&2
        [ "$1" = 'a b' ] && [ "$2" = '$x;y' ] || exit 9
        echo '{"kind": "ExecCredential", "status": {"token": "from-program"}}'
        """);

    assertThat(read(SERVER, EXEC).getAutoOAuthToken()).isEqualTo("from-program");
  }

  @Test
  void refusesToGoOnWithoutCredentialsOfLoginProgram() throws Exception {
    program("exit 3");
    assertThatThrownBy(() -> read(SERVER, EXEC))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("has ended with the exit code 3");

    program("echo '{\"token\": \"secret\"'");
    assertThatThrownBy(() -> read(SERVER, EXEC))
        .hasMessageContaining("has printed no credentials")
        .hasMessageNotContaining("secret");

    Files.delete(folder.resolve("login.sh"));
    assertThatThrownBy(() -> read(SERVER, EXEC)).hasMessageContaining("can't be run");
  }

  @Test
  void usesProxyOfClusterOrEnvironment() throws Exception {
    Map<String, String> environment =
        Map.of("HTTPS_PROXY", "http://proxy.test:3128", "NO_PROXY", "a.test, b.test");
    Config ofCluster =
        find(write(SERVER + ", proxy-url: 'http://own.test'", "token: t"), environment);
    Config ofEnvironment = find(write(SERVER, "token: t"), environment);
    Config local = find(write("server: 'https://127.0.0.1:6443'", "token: t"), environment);

    assertThat(ofCluster.getHttpsProxy()).isEqualTo("http://own.test:80");
    assertThat(ofEnvironment.getHttpsProxy()).isEqualTo("http://proxy.test:3128");
    assertThat(ofEnvironment.getNoProxy()).containsExactly("a.test", "b.test");
    assertThat(local.getHttpsProxy()).isNull();
    assertThatThrownBy(
            () -> find(write(SERVER, "token: t"), Map.of("HTTPS_PROXY", "http://u:secret^@p")))
        .isInstanceOf(ClusterException.class)
        .hasMessageNotContaining("secret");
  }

  private void program(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("login.sh"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Config read(String cluster, String user) throws Exception {
    return find(write(cluster, user), Map.of());
  }

  private static Config find(Path file, Map<String, String> environment) throws ClusterException {
    return Kubeconfig.find(Optional.of(file.toString()), Optional.empty(), environment).config();
  }

  private Path write(String cluster, String user) throws IOException {
    return Files.writeString(
        folder.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: k, cluster: {%s}}]
        users: [{name: u, user: {%s}}]
        contexts: [{name: c, context: {cluster: k, user: u}}]
        """
            .formatted(cluster, user));
  }
}
