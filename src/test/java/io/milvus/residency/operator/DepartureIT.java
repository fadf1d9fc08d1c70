package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What deleting a policy does to its partitions. */
@ExtendWith(RealParts.Extension.class)
class DepartureIT {

  private final String collection = MilvusUser.uniqueName("departure");

  @Test
  void releaseTakesAlongWhatNobodyElseWants(RealParts parts) {
    parts.user().createCollection(collection, "de", "fr", "other");
    parts.user().load(collection, "other");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", serving(parts, "[de, fr]", "Release"));
      operator.apply("keeper", serving(parts, "[fr]", "Retain"));
      operator.awaitReason("serving", "InSync");
      operator.awaitReason("keeper", "InSync");
      assertThat(operator.policy("serving").getMetadata().getFinalizers()).hasSize(1);
      assertThat(operator.policy("keeper").getMetadata().getFinalizers()).isEmpty();

      operator.delete("serving");

      operator.awaitStates(collection, Map.of("de", "NotLoad", "fr", "Loaded", "other", "Loaded"));
      OperatorFixture.soon("it is gone").until(() -> operator.policy("serving") == null);
    }
  }

  @Test
  void holdLetsGoAndReleasesNothing(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", serving(parts, "[de, _default]", "Release"));
      operator.awaitReason("serving", "InSync");
      operator.annotate("serving", "residency.milvus.io/hold=true");
      operator.awaitReason("serving", "Observing");

      operator.delete("serving");

      OperatorFixture.soon("it is gone").until(() -> operator.policy("serving") == null);
      operator.awaitStates(collection, Map.of("de", "Loaded"));
    }
  }

  @Test
  void theFinalizerGoesWithThePolicyThatNeededIt(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", serving(parts, "[de]", "Release"));
      operator.awaitReason("serving", "InSync");

      operator.apply("serving", serving(parts, "[de]", "Retain"));

      OperatorFixture.soon("it has no finalizer")
          .until(() -> operator.policy("serving").getMetadata().getFinalizers().isEmpty());
    }
  }

  private String serving(RealParts parts, String names, String deletionPolicy) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: serving, match: {names: %s}, state: Loaded}]
    interval: 5s
    deletionPolicy: %s
    """
        .formatted(parts.milvus().uri(), collection, names, deletionPolicy);
  }
}
