package io.milvus.residency.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the image that {@code mvn -P image verify} has just built. Needs root, as a runtime does.
 */
class ImageVerification {

  private static final String POLICY =
      """
      apiVersion: residency.milvus.io/v1alpha1
      kind: PartitionLoadPolicy
      metadata: {name: articles, namespace: search}
      spec:
        milvus: {uri: "http://milvus:19530"}
        collection: articles
        rules: [{name: serving, match: {names: [de]}, state: %s}]
      """;

  /** Fails instead of starting without the archive. */
  private static final Map<String, String> ARCHIVE_ONLY = Map.of("JDK_JAVA_OPTIONS", "-Xshare:on");

  @TempDir private static Path folder;
  private static BuiltImage image;

  @BeforeAll
  static void unpack() throws IOException {
    image = BuiltImage.unpack(folder);
  }

  @Test
  void runsTheOperatorAsNobodyUnlessOtherArgumentsAreGiven() {
    assertThat(image.config().at("/config/User").asText()).isEqualTo("65532:65532");
    assertThat(image.texts("Cmd")).containsExactly("operator");
    assertThat(image.texts("Env")).isEmpty();
  }

  @Test
  void holdsTheJarOfThisBuild() throws IOException {
    Path jar = image.root().resolve("app/residency.jar");

    assertThat(Files.mismatch(jar, Path.of("target/residency.jar"))).isEqualTo(-1);
  }

  @Test
  void holdsNoProgramButTheJvmAndItsLoader() {
    assertThat(image.files().stream().filter(Files::isRegularFile).filter(Files::isExecutable))
        .hasSize(2)
        .allMatch(file -> file.endsWith("jre/bin/java") || file.toString().contains("/ld-linux"));
  }

  @Test
  void belongsToRootAndIsWritableByNobodyElse() throws IOException {
    Set<PosixFilePermission> others = PosixFilePermissions.fromString("----w--w-");
    for (Path file : image.files()) {
      assertThat(Files.getPosixFilePermissions(file))
          .as("%s", file)
          .doesNotContainAnyElementsOf(others);
      assertThat(Files.getAttribute(file, "unix:uid")).as("%s", file).isEqualTo(0);
    }
  }

  @Test
  void printsItsVersionWithTheClassArchive() throws IOException {
    Shell.Result result = image.run(ARCHIVE_ONLY, "--version");

    assertThat(result.checked()).contains("residency ");
  }

  @Test
  void validatesMountedPolicies() throws IOException {
    String good = image.mount("good.yaml", POLICY.formatted("Loaded"));
    String bad = image.mount("bad.yaml", POLICY.formatted("Lodaed"));

    assertThat(image.run(Map.of(), "validate", "-f", good).code()).isZero();
    assertThat(image.run(Map.of(), "validate", "-f", bad))
        .satisfies(result -> assertThat(result.code()).isEqualTo(1))
        .satisfies(result -> assertThat(result.output()).contains("Lodaed"));
  }

  @Test
  void startsTheOperatorWithItsClassesFromTheArchive() throws IOException {
    try (KubeServer kube = KubeServer.start()) {
      kube.kubectl("apply", "-k", "deploy").checked();
      kube.kubectl("wait", "--for=condition=Established", "crd", "--all").checked();
      Map<String, String> environment =
          Map.of(
              "KUBECONFIG",
              image.mount(
                  "kubeconfig",
                  kube.kubeconfig(RealParts.SYSTEM_NAMESPACE, RealParts.SERVICE_ACCOUNT)),
              "RESIDENCY_HTTP_PORT",
              "0",
              "JDK_JAVA_OPTIONS",
              "-Xshare:on -Xlog:class+load");
      try (ChildProcess operator = image.start(environment, folder.resolve("operator.log"))) {
        await("the operator has started")
            .atMost(Duration.ofMinutes(2))
            .failFast("the operator ended", () -> !operator.alive())
            .untilAsserted(() -> assertThat(operator.output()).contains("Started: "));

        assertThat(sharedPercent(operator.output()))
            .as("src/image/classes.lst is stale: renew it as CONTRIBUTING.md says")
            .isGreaterThan(90);
      }
    }
  }

  private static long sharedPercent(String log) {
    List<String> loaded = log.lines().filter(line -> line.contains(" source: ")).toList();
    long shared = loaded.stream().filter(line -> line.contains("shared objects file")).count();
    return 100 * shared / loaded.size();
  }
}
