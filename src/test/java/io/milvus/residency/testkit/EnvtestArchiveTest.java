package io.milvus.residency.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvtestArchiveTest {

  private static final Path KUBE = Path.of("src", "test", "kube");

  private final Download download =
      new Download(
          new EnvironmentProxies(Map.of()), Duration.ofSeconds(10), Duration.ofSeconds(10));

  private HttpServer server;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void hasThePinnedProgramsAfterwards() throws Exception {
    byte[] packed = archive("kube-apiserver", "etcd", "kubectl");
    publish(packed);

    assertThat(archive(DownloadTest.sha512(packed)).fetch(folder, download)).isTrue();

    assertThat(folder)
        .isDirectoryNotContaining(file -> file.toString().endsWith(".gz"))
        .isDirectoryContaining(file -> Files.isExecutable(file) && file.endsWith("etcd"))
        .isDirectoryContaining(file -> Files.isExecutable(file) && file.endsWith("kubectl"));
  }

  @Test
  void isNotUsedWithAnotherHash() throws Exception {
    publish(archive("kube-apiserver", "etcd", "kubectl"));

    assertThat(archive(DownloadTest.sha512(new byte[0])).fetch(folder, download)).isFalse();

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isNotUsedIfItLacksPrograms() throws Exception {
    byte[] packed = archive("kube-apiserver", "etcd");
    publish(packed);

    assertThat(archive(DownloadTest.sha512(packed)).fetch(folder, download)).isFalse();

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isNotFetchedForPlatformsWithoutPin() throws Exception {
    assertThat(
            new EnvtestArchive(source(), "v1.2.3", "linux-sparc", Optional.empty())
                .fetch(folder, download))
        .isFalse();
  }

  @Test
  void hasTheVersionThatIsBuiltElsewhere() throws Exception {
    EnvtestArchive pinned = EnvtestArchive.pinned(KUBE.resolve("envtest.properties"));

    assertThat(Files.readString(KUBE.resolve("go.mod")))
        .contains("k8s.io/kubernetes " + pinned.version() + " ");
    assertThat(KubeBinaries.VERSION).isEqualTo(pinned.version());
    assertThat(pinned.address())
        .hasToString(
            "https://github.com/kubernetes-sigs/controller-tools/releases/download/envtest-"
                + "%1$s/envtest-%1$s-linux-amd64.tar.gz".formatted(pinned.version()));
    assertThat(pinned.sha512().orElseThrow()).matches("[0-9a-f]{128}");
  }

  private EnvtestArchive archive(String hash) {
    return new EnvtestArchive(source(), "v1.2.3", "linux-amd64", Optional.of(hash));
  }

  private URI source() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void publish(byte[] packed) {
    server.createContext(
        "/envtest-v1.2.3/envtest-v1.2.3-linux-amd64.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, packed.length);
          exchange.getResponseBody().write(packed);
          exchange.close();
        });
  }

  /** Packs programs as the official archives do. */
  private static byte[] archive(String... programs) throws Exception {
    Path root = Folders.create("archive");
    try {
      for (String program : programs) {
        Path file = root.resolve("controller-tools").resolve("envtest").resolve(program);
        Folders.write(file, program);
        assertThat(file.toFile().setExecutable(true)).isTrue();
      }
      Path packed = root.resolve("packed.tar.gz");
      Shell.run(
              Map.of(),
              "tar",
              "-czf",
              packed.toString(),
              "-C",
              root.toString(),
              "controller-tools/envtest")
          .checked();
      return Files.readAllBytes(packed);
    } finally {
      Folders.delete(root);
    }
  }
}
