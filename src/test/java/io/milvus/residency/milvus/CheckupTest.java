package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.Checkup.Finding;
import io.milvus.residency.milvus.Checkup.Grade;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CheckupTest {

  /** The scripted Milvus does not know CheckHealth, and answers with an error. */
  @Test
  void reportsFailureOfHealthCheckAsHealth() {
    List<Finding> findings = new ArrayList<>();
    try (ScriptedMilvus milvus = new ScriptedMilvus();
        GrpcConnections connections = new GrpcConnections()) {
      Access access = new Access(milvus.uri(), "default", new Credentials.None(), Tls.DEFAULT);

      connections.checkup(access, findings::add).run(Optional.of("articles"), OptionalInt.empty());
    }

    assertThat(findings)
        .filteredOn(finding -> finding.grade() == Grade.FAILURE)
        .extracting(Finding::subject)
        .containsExactly("health");
  }
}
