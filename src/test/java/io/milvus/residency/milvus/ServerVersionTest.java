package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.ServerVersion.Knowledge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"v2.3.5-lite", "v2.3.0", "2.3", "2.6.4", "v2.10.1", "v3.0-20260101-abc", "3.0.0"})
  void supportsVersionsFrom23(String version) {
    assertThat(ServerVersion.of(version).refusal()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"v2.2.16", "2.2", "v1.1.0", "0.10.6", "v2.2-testing-20230824-68-ga34a9d6-lite"})
  void refusesOlderVersions(String version) {
    assertThat(failure(() -> ServerVersion.of(version).require()))
        .hasMessage("Milvus " + version + " is too old. Use 2.3 or later.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"milvus_lite-3.2.2", "milvus_lite", "MILVUS_LITE-3"})
  void refusesMilvusLite(String version) {
    MilvusException refused = failure(() -> ServerVersion.of(version).require());

    assertThat(refused.fault()).isEqualTo(Fault.UNSUPPORTED_VERSION);
    assertThat(refused)
        .hasMessageStartingWith("Milvus Lite loads whole collections only (" + version + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "master-20240101-1a2b3c",
        "unknown",
        "1a2b3c",
        "v2.3.5-lite",
        "master-lite",
        "elite-2.6",
        "our-milvus_lite-free"
      })
  void trustsBuildsWithoutVersionNumberAndFullServersFromPythonPackages(String version) {
    assertThat(ServerVersion.of(version).refusal()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2.3.0, false",
    "v2.3.5-lite, false",
    "2.4.5, false",
    "2.4, false",
    "2.4-20240601-abc, false",
    "2.4.6, true",
    "v2.4.24, true",
    "2.4.10, true",
    "2.5.0, true",
    "2.5-20241101-abc, true",
    "2.6.20, true",
    "3.0.0, true",
    "v3.0-20260101-abc, true",
    "master-20260101-abc, false",
    "'', false",
    "v2.4.6-rc1, false",
    "2.4.6-dev, false",
    "v2.4.6-0-beta, false",
    "v2.4.7-rc1, true",
    "4.0.0, false",
    "2023.11.27-internal, false",
  })
  void trustsLoadedFrom246(String version, boolean implied) {
    assertThat(ServerVersion.of(version).loadedImpliesServing()).isEqualTo(implied);
  }

  @ParameterizedTest
  @CsvSource({
    "v2.3.5-lite, true",
    "2.4.5, true",
    "2.4, false",
    "v2.4.6-rc1, false",
    "2.4.6, false",
    "2.6.7, false",
    "2023.11.27-internal, false",
  })
  void trustsLoadsToKeepResourceGroupsBefore246(String version, boolean kept) {
    assertThat(ServerVersion.of(version).keepsResourceGroups()).isEqualTo(kept);
  }

  @Test
  void agreesWithThePage() throws IOException {
    Pattern row = Pattern.compile("(?m)^\\| (`[^|]+`) \\| (run|sources|no|refused) \\|");
    String page = Files.readString(Path.of("docs", "milvus-versions.md"));
    List<String> words = new ArrayList<>();
    row.matcher(page)
        .results()
        .forEach(
            match -> {
              words.add(match.group(2));
              Stream.of(match.group(1).split(" "))
                  .map(name -> ServerVersion.of(name.replace("`", "")))
                  .forEach(
                      version ->
                          assertThat(word(version))
                              .as("%s", version)
                              .isEqualTo(words.get(words.size() - 1)));
            });

    assertThat(words).contains("run", "sources", "no", "refused");
  }

  /** The page is written by a run of the contract. */
  @Test
  void agreesWithTheContractPage() throws IOException {
    Pattern row =
        Pattern.compile("(?m)^\\| \\S+ \\| `([^`]+)` \\| (can work with it|refuses it)\\b.*\\|$");
    String page = Files.readString(Path.of("docs", "contract.md"));
    List<String> words = new ArrayList<>();
    row.matcher(page)
        .results()
        .forEach(
            match -> {
              words.add(match.group(2));
              assertThat(word(ServerVersion.of(match.group(1))))
                  .as(match.group(1))
                  .isEqualTo(match.group(2).startsWith("can") ? "run" : "refused");
            });

    assertThat(words).filteredOn("can work with it"::equals).hasSameSizeAs(ServerVersion.RUN);
  }

  private static String word(ServerVersion version) {
    if (version.refusal().isPresent()) {
      return "refused";
    }
    return switch (version.knowledge()) {
      case RUN -> "run";
      case SOURCES -> "sources";
      case NONE -> "no";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "v2.3.5-lite, RUN",
    "v2.3.4-lite, RUN",
    "v2.3.2, RUN",
    "v2.3.3-lite, RUN",
    "v2.3.1-lite, RUN",
    "2.3.0, SOURCES",
    "2.3.15, SOURCES",
    "2.4.0, SOURCES",
    "2.5.27, SOURCES",
    "2.6.20, SOURCES",
    "3.0.0, SOURCES",
    "3.0.0-beta, SOURCES",
    "2.6.21, NONE",
    "2.7.0, NONE",
    "3.0.1, NONE",
    "3.1.0, NONE",
    "4.0.0, NONE",
    "2.6-20260101-abc, NONE",
    "master-20260101-abc, NONE",
    "'', NONE",
  })
  void knowsTheVersionsOfThePage(String version, Knowledge knowledge) {
    assertThat(ServerVersion.of(version).knowledge()).isEqualTo(knowledge);
  }
}
