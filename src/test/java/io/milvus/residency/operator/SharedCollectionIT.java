package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several policies of one collection, which they reach by different names and addresses. */
@ExtendWith(RealParts.Extension.class)
class SharedCollectionIT {

  private final String collection = MilvusUser.uniqueName("shared");

  @Test
  void prefersLoadedToReleased(RealParts parts) {
    assertLoadedWins(parts, parts.milvus().uri(), collection);
  }

  @Test
  void prefersLoadedToReleasedThroughAnotherAddress(RealParts parts) {
    assertLoadedWins(parts, parts.milvus().otherUri(), collection);
  }

  @Test
  void prefersLoadedToReleasedThroughAnAlias(RealParts parts) {
    assertLoadedWins(parts, parts.milvus().uri(), collection + "_alias");
  }

  /** Checks Loaded in one policy against Released in another, which uses the URI and name given. */
  private void assertLoadedWins(RealParts parts, String otherUri, String otherName) {
    parts.user().createCollection(collection, "de", "fr");
    parts.user().createAlias(collection + "_alias", collection);
    parts.user().load(collection, "fr");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("holds", policy(parts.milvus().uri(), collection, "names: [de]", "Loaded"));
      operator.awaitReason("holds", "InSync");
      operator.apply("frees", policy(otherUri, otherName, "globs: ['*']", "Released"));

      operator.awaitReason("frees", "Contested");
      assertThat(operator.message("frees")).contains(operator.namespace() + "/holds");
      operator.awaitStates(collection, Map.of("de", "Loaded", "fr", "NotLoad"));
      assertThat(operator.collectionId("frees")).isEqualTo(operator.collectionId("holds"));
    }
  }

  @Test
  void changesNothingButProtectsInObserveAndSuspended(RealParts parts) {
    parts.user().createCollection(collection, "de", "fr", "it");
    parts.user().load(collection, "de", "fr");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.awaitStates(collection, Map.of("de", "Loaded", "fr", "Loaded"));
      operator.apply("watches", policyInMode("Observe", parts, "names: [de, it]", "Loaded"));
      operator.awaitReason("watches", "Observing");
      assertThat(operator.message("watches")).contains("would load it");
      operator.apply("rests", policyInMode("Suspended", parts, "names: [fr]", "Loaded"));
      operator.awaitReason("rests", "Suspended");
      operator.apply("frees", policy(parts.milvus().uri(), collection, "globs: ['*']", "Released"));

      operator.awaitReason("frees", "Contested");
      assertThat(parts.user().loadStates(collection))
          .containsEntry("de", "Loaded")
          .containsEntry("fr", "Loaded")
          .containsEntry("it", "NotLoad");

      operator.delete("watches");

      operator.awaitStates(collection, Map.of("de", "NotLoad", "fr", "Loaded"));
    }
  }

  @Test
  void leavesPartitionsLoadedWhenPolicyIsDeleted(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("holds", policy(parts.milvus().uri(), collection, "names: [de]", "Loaded"));
      operator.awaitReason("holds", "InSync");

      operator.delete("holds");

      OperatorFixture.soon("the policy is gone").until(() -> operator.policy("holds") == null);
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("Loaded");
    }
  }

  private String policyInMode(String mode, RealParts parts, String match, String state) {
    return policy(parts.milvus().uri(), collection, match, state) + "mode: " + mode + "\n";
  }

  private static String policy(String uri, String collection, String match, String state) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: rule, match: {%s}, state: %s}]
    interval: 5s
    safety: {releaseDelay: 0s}
    """
        .formatted(uri, collection, match, state);
  }
}
