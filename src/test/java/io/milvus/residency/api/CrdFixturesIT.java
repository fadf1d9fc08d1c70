package io.milvus.residency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Policies that a real API server accepts, and those it refuses with their messages. */
@ExtendWith(RealParts.Extension.class)
class CrdFixturesIT {

  private static final Path FIXTURES = Path.of("src", "test", "resources", "crd");
  private static final String MESSAGE = "# message: ";

  @TestFactory
  Stream<DynamicTest> acceptsValidPolicies(RealParts parts) {
    return files("valid")
        .map(
            file ->
                dynamicTest(
                    file.getFileName().toString(), () -> dryRun(parts, read(file)).checked()));
  }

  @TestFactory
  Stream<DynamicTest> refusesInvalidPoliciesWithTheirMessage(RealParts parts) {
    return files("invalid")
        .map(
            file ->
                dynamicTest(file.getFileName().toString(), () -> assertRefused(parts, read(file))));
  }

  /** Checks that the last document is refused, once the documents before it are applied. */
  private static void assertRefused(RealParts parts, String text) {
    String message = text.lines().findFirst().orElseThrow();
    assertThat(message).startsWith(MESSAGE);
    List<String> documents = List.of(text.split("\n---\n", -1));
    for (String before : documents.subList(0, documents.size() - 1)) {
      parts.kube().apply(before).checked();
    }

    Shell.Result result = dryRun(parts, documents.get(documents.size() - 1));

    assertThat(result.code()).isNotZero();
    assertThat(result.output()).contains(message.substring(MESSAGE.length()));
  }

  /** Confirms on a server what {@code residency validate} reports; no fixture file can show it. */
  @Test
  void refusesYamlDirectivesAndAcceptsGenerateName(RealParts parts, @TempDir Path folder)
      throws IOException {
    String smallest = read(FIXTURES.resolve("valid").resolve("smallest.yaml"));
    Path generated =
        Files.writeString(
            folder.resolve("generated.yaml"),
            smallest.replace("name: fixture", "generateName: fixture-"));

    assertThat(dryRun(parts, "%YAML 1.2\n---\n" + smallest).code()).isNotZero();
    assertThat(dryRun(parts, "%YAML 1.1\n---\n" + smallest).code()).isNotZero();
    assertThat(
            parts
                .kube()
                .kubectl("create", "-f", generated.toString(), "--dry-run=server")
                .checked())
        .contains("/fixture-");
  }

  @Test
  void fillsInDefaults(RealParts parts) {
    String name = "defaults";
    parts.kube().apply(smallest(name)).checked();

    PartitionLoadPolicy policy = get(parts, name);
    assertThat(policy.getStatus().observedGeneration()).isEqualTo(-1);
    assertThat(parts.kube().kubectl("get", "plp", name, "-o", "jsonpath={.spec}").checked())
        .contains("\"mode\":\"Enforce\"")
        .contains("\"database\":\"default\"")
        .contains("\"interval\":\"30s\"")
        .contains(
            "\"safety\":{\"maxReleasePerChange\":\"25%\",\"minResident\":1,\"releaseDelay\":\"5m\"}");
  }

  @Test
  void showsPolicyInKubectlGetAndExplain(RealParts parts) {
    String name = "shown";
    parts.kube().apply(smallest(name)).checked();

    assertThat(parts.kube().apply(smallest(name)).checked()).contains("unchanged");
    assertThat(parts.kube().kubectl("get", "milvus", "-o", "name").checked()).contains(name);
    assertThat(
            parts
                .kube()
                .kubectl("get", "plp", "--field-selector=spec.collection=" + name)
                .checked())
        .contains("COLLECTION", "MODE", "READY", "DESIRED", "LOADED", "REASON", "AGE")
        .contains(name)
        .hasLineCount(2);
    assertThat(parts.kube().kubectl("explain", "plp.spec.rules.match").checked())
        .contains("Exact names");
  }

  @Test
  void changesNothingWhenInstalledAgain(RealParts parts) {
    String before = disruptionBudgetVersion(parts);

    assertThat(parts.kube().kubectl("apply", "-k", "deploy").checked().lines())
        .isNotEmpty()
        // The selector of a PodDisruptionBudget is replaced as a whole, so kubectl always patches.
        .filteredOn(line -> !line.startsWith("poddisruptionbudget.policy/"))
        .allMatch(line -> line.endsWith("unchanged"));
    assertThat(disruptionBudgetVersion(parts)).isEqualTo(before);
  }

  private static String disruptionBudgetVersion(RealParts parts) {
    return parts
        .kube()
        .admin()
        .policy()
        .v1()
        .podDisruptionBudget()
        .inNamespace(RealParts.SYSTEM_NAMESPACE)
        .withName("residency-operator")
        .get()
        .getMetadata()
        .getResourceVersion();
  }

  private static Shell.Result dryRun(RealParts parts, String manifest) {
    return parts.kube().apply(manifest, "--dry-run=server", "--validate=strict");
  }

  private static PartitionLoadPolicy get(RealParts parts, String name) {
    return parts
        .kube()
        .admin()
        .resources(PartitionLoadPolicy.class)
        .inNamespace("default")
        .withName(name)
        .get();
  }

  private static String smallest(String name) {
    return read(FIXTURES.resolve("valid").resolve("smallest.yaml"))
        .replace("name: fixture", "name: " + name)
        .replace("collection: articles", "collection: " + name);
  }

  private static Stream<Path> files(String folder) {
    try (Stream<Path> files = Files.list(FIXTURES.resolve(folder))) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
