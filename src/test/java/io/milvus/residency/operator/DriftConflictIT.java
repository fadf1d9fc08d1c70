package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Drift conflicts, in which another client keeps reverting what the operator does. */
@ExtendWith(RealParts.Extension.class)
class DriftConflictIT {

  private static final int QUICK_CORRECTIONS = 5;

  private final String collection = MilvusUser.uniqueName("fight");

  @Test
  void postponesCorrectionsInDriftConflict(RealParts parts) {
    parts.user().createCollection(collection, "de", "fr");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply(
          "serving",
          """
          milvus: {uri: "%s"}
          collection: %s
          rules: [{name: serving, match: {names: [de, fr]}, state: Loaded}]
          interval: 1h
          """
              .formatted(parts.milvus().uri(), collection));
      operator.awaitReason("serving", "InSync");
      for (int i = 0; i < QUICK_CORRECTIONS; i++) {
        parts.user().release(collection, "de");
        operator.annotate("serving", "residency.milvus.io/requestedAt=" + i);
        operator.awaitStates(collection, Map.of("de", "Loaded"));
        operator.awaitReason("serving", "InSync");
      }

      parts.user().release(collection, "de");
      operator.annotate("serving", "residency.milvus.io/requestedAt=once-more");

      operator.awaitReason("serving", "DriftConflict");
      operator.awaitStates(collection, Map.of("de", "NotLoad", "fr", "Loaded"));
      assertThat(operator.policy("serving").getStatus().pending().get(0).notBefore()).isPresent();
      OperatorFixture.soon("an event reports the conflict")
          .until(
              () ->
                  parts
                      .kube()
                      .kubectl("get", "events", "-n", operator.namespace())
                      .checked()
                      .contains("Another client keeps reverting partition de"));
    }
  }
}
