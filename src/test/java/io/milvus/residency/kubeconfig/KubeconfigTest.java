package io.milvus.residency.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kubeconfig files that the client library alone would read in another way than kubectl. */
class KubeconfigTest {

  private static final String SERVER = "server: 'https://cluster.test:6443'";
  private static final String EXEC =
      "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login.sh, args: ['a b',"
          + " '$x;y']}";

  @TempDir private Path folder;
  private Clock clock = Clock.systemUTC();

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
          .isInstanceOf(KubeconfigException.class)
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
          .isInstanceOf(KubeconfigException.class)
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
        Kubeconfig.current(Map.of("KUBECONFIG", empty + ":" + file), clock).orElseThrow().config();

    assertThat(config.getMasterUrl()).startsWith("https://cluster.test:6443");
    assertThatThrownBy(() -> find(empty, Map.of())).hasMessageContaining("no current-context");
  }

  @Test
  void namesThePlaceWhereAnotherContextIsChosen() throws IOException {
    String text = Files.readString(write(SERVER, "token: t"));
    Path file =
        Files.writeString(folder.resolve("bad"), text.replace("context: c\n", "context: x\n"));

    assertThatThrownBy(() -> find(file, Map.of()))
        .hasMessage(
            "--kubeconfig " + file + ": there is no context x. Name one of c in --context.");
    assertThatThrownBy(() -> Kubeconfig.current(Map.of("KUBECONFIG", file.toString()), clock))
        .hasMessageEndingWith(": there is no context x. Name one of c as current-context.");
  }

  @Test
  void readsTokenFileBesideKubeconfigAgainForEachRequest() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "from-file\n");

    Config config = read(SERVER, "tokenFile: token");

    assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("from-file");
    Files.writeString(token, "replaced");
    assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("replaced");
    Files.delete(token);
    assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("replaced");
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

    assertThat(read(SERVER, EXEC).getOauthTokenProvider().getToken()).isEqualTo("from-program");
  }

  @ParameterizedTest
  @CsvSource({"EC", "RSA"})
  void usesEachKindOfKeyOfLoginProgram(String algorithm) throws Exception {
    program(
        """
        echo '{"status": {"clientCertificateData": "c",
          "clientKeyData": "-----BEGIN %s PRIVATE KEY-----"}}'
        """
            .formatted(algorithm));

    assertThat(read(SERVER, EXEC).getClientKeyAlgo()).isEqualTo(algorithm);
  }

  @Test
  void logsInAgainWhenTheTokenExpires() throws Exception {
    program(
        """
        echo x >> "$(dirname "$0")/logins"
        n=$(wc -l < "$(dirname "$0")/logins")
        [ $n -ne 2 ] || exit 3
        echo "{\\"status\\": {\\"token\\": \\"t$n\\",
          \\"expirationTimestamp\\": \\"2026-11-23T10:1$n:00Z\\"}}"
        """);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
    clock = clock(now::get);
    OAuthTokenProvider token = read(SERVER, EXEC).getOauthTokenProvider();

    assertThat(token.getToken()).isEqualTo("t1");
    now.set(Instant.parse("2026-11-23T10:10:45Z"));
    assertThat(token.getToken()).as("valid for 15 s").isEqualTo("t1");
    now.set(Instant.parse("2026-11-23T10:10:55Z"));
    assertThat(token.getToken()).as("the login failed").isEqualTo("t1");
    assertThat(token.getToken()).as("no new login at once").isEqualTo("t1");
    now.set(Instant.parse("2026-11-23T10:11:05Z"));
    assertThat(token.getToken()).isEqualTo("t3");
  }

  @Test
  void logsInAgainIfNobodyKnowsWhenTheTokenExpires() throws Exception {
    program(
        """
        echo x >> "$(dirname "$0")/logins"
        echo "{\\"status\\": {\\"token\\": \\"t$(wc -l < "$(dirname "$0")/logins")\\"}}"
        """);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
    clock = clock(now::get);
    OAuthTokenProvider token = read(SERVER, EXEC).getOauthTokenProvider();

    now.set(Instant.parse("2026-11-23T10:09:59Z"));
    assertThat(token.getToken()).isEqualTo("t1");
    now.set(Instant.parse("2026-11-23T10:10:00Z"));
    assertThat(token.getToken()).isEqualTo("t2");
  }

  @Test
  void endsALoginThatHangs() throws Exception {
    program("sleep 600 & wait");
    ExecConfig exec = new ExecConfig();
    exec.setCommand(folder.resolve("login.sh").toString());
    LoginProgram login = new LoginProgram("KUBECONFIG x", exec, Optional.empty());

    assertThatThrownBy(() -> login.login(Optional.of(Duration.ofSeconds(1))))
        .isInstanceOf(KubeconfigException.class)
        .hasMessageContaining("has not ended within 1 s");
  }

  private static Clock clock(Supplier<Instant> now) {
    return new Clock() {
      @Override
      public Instant instant() {
        return now.get();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  @Test
  void refusesToGoOnWithoutCredentialsOfLoginProgram() throws Exception {
    program("exit 3");
    assertThatThrownBy(() -> read(SERVER, EXEC))
        .isInstanceOf(KubeconfigException.class)
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
        .isInstanceOf(KubeconfigException.class)
        .hasMessageNotContaining("secret");
  }

  private void program(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("login.sh"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Config read(String cluster, String user) throws Exception {
    return find(write(cluster, user), Map.of());
  }

  private Config find(Path file, Map<String, String> environment) throws KubeconfigException {
    return Kubeconfig.chosen(Optional.of(file.toString()), Optional.empty(), environment, clock)
        .config();
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
