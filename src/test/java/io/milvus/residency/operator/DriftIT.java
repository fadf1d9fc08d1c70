package io.milvus.residency.operator;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealParts.Extension.class)
class DriftIT {

  private final String collection = MilvusUser.uniqueName("drift");

  @Test
  void reloadsPartitionReleasedByAnotherClient(RealParts parts) {
    parts.user().createCollection(collection, "de", "fr");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", serving(parts));
      operator.awaitReason("serving", "InSync");

      parts.user().release(collection, "de");

      operator.awaitStates(collection, Map.of("de", "Loaded", "fr", "Loaded"));
      operator.awaitReason("serving", "InSync");
    }
  }

  @Test
  void correctsDriftThatHappenedWhileItWasStopped(RealParts parts) {
    parts.user().createCollection(collection, "de", "fr");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", serving(parts));
      operator.awaitReason("serving", "InSync");
      operator.stopOperator();
      parts.user().release(collection, "de", "fr");

      operator.startOperator();

      operator.awaitStates(collection, Map.of("de", "Loaded", "fr", "Loaded"));
    }
  }

  private String serving(RealParts parts) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: serving, match: {names: [de, fr]}, state: Loaded}]
    interval: 5s
    """
        .formatted(parts.milvus().uri(), collection);
  }
}
