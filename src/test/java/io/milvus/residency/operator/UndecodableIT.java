package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A policy that a newer schema accepts and this operator can't read. */
class UndecodableIT {

  private final String collection = MilvusUser.uniqueName("undecodable");
  private final String other = MilvusUser.uniqueName("other");

  @Test
  void reportsUnreadablePolicyAndHoldsOnlyItsCollection() throws IOException {
    try (RealParts parts = new RealParts(KubeServer.start(), MilvusServer.start()).install()) {
      installCrdWithModeTurbo(parts);
      for (String name : new String[] {collection, other}) {
        parts.user().createCollection(name, "de", "fr");
        parts.user().load(name, "de", "fr");
      }
      try (OperatorFixture operator = new OperatorFixture(parts)) {
        operator.apply("turbo", policy(parts, collection, "names: [de]", "Loaded", "Turbo"));
        operator.awaitReason("turbo", "InvalidSpec");
        assertThat(operator.message("turbo")).contains("spec.mode").contains("Turbo");

        operator.apply("frees", policy(parts, collection, "globs: ['*']", "Released", "Enforce"));
        operator.apply("apart", policy(parts, other, "globs: ['de']", "Released", "Enforce"));

        operator.awaitReason("apart", "InSync");
        operator.awaitStates(other, Map.of("de", "NotLoad"));
        operator.awaitReason("frees", "ReleasePending");
        assertThat(operator.message("frees")).contains(operator.namespace() + "/turbo");
        assertThat(parts.user().loadStates(collection))
            .containsEntry("de", "Loaded")
            .containsEntry("fr", "Loaded");

        operator.apply("turbo", policy(parts, collection, "names: [de]", "Loaded", "Enforce"));

        operator.awaitReason("turbo", "InSync");
        operator.awaitReason("frees", "Contested");
        operator.awaitStates(collection, Map.of("de", "Loaded", "fr", "NotLoad"));
      }
    }
  }

  private static void installCrdWithModeTurbo(RealParts parts) throws IOException {
    String crd =
        Files.readString(Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml"));
    String newer = crd.replace("enum: [Enforce, ", "enum: [Turbo, Enforce, ");
    assertThat(newer).isNotEqualTo(crd);
    parts.kube().apply(newer).checked();
  }

  private static String policy(
      RealParts parts, String collection, String match, String state, String mode) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    mode: %s
    rules: [{name: rule, match: {%s}, state: %s}]
    interval: 5s
    safety: {releaseDelay: 0s}
    """
        .formatted(parts.milvus().uri(), collection, mode, match, state);
  }
}
