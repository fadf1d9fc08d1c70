package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"v2.3.5-lite", "v2.3.0", "2.3", "2.6.4", "v2.10.1", "v3.0-20260101-abc", "3.0.0"})
  void supportsVersionsFrom23(String version) {
    assertThat(ServerVersion.supported(version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2.2.16", "2.2", "v1.1.0", "0.10.6"})
  void refusesOlderVersions(String version) {
    assertThat(ServerVersion.supported(version)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "master-20240101-1a2b3c", "unknown", "1a2b3c"})
  void trustsBuildsWithoutVersionNumber(String version) {
    assertThat(ServerVersion.supported(version)).isTrue();
  }
}
