package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Collections, partitions and indexes that do not exist yet, which is no failure. */
@ExtendWith(RealParts.Extension.class)
class MissingIT {

  private final String collection = MilvusUser.uniqueName("missing");

  @Test
  void waitsForMissingCollection(RealParts parts) {
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("early", policy(parts, "de"));
      operator.awaitReason("early", "CollectionNotFound");
      assertThat(operator.message("early")).contains(collection);

      parts.user().createCollection(collection, "de");

      operator.awaitReason("early", "InSync");
      operator.awaitStates(collection, Map.of("de", "Loaded"));
    }
  }

  @Test
  void waitsForMissingPartitionAndLoadsTheOthers(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("early", policy(parts, "de, fr"));
      operator.awaitReason("early", "PartitionNotFound");
      operator.awaitStates(collection, Map.of("de", "Loaded"));

      parts.user().createPartition(collection, "fr");

      operator.awaitReason("early", "InSync");
      operator.awaitStates(collection, Map.of("fr", "Loaded"));
    }
  }

  @Test
  void reportsMissingIndex(RealParts parts) {
    parts.user().createCollectionWithoutIndex(collection, false, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("early", policy(parts, "de"));

      operator.awaitReason("early", "IndexNotFound");
      assertThat(operator.message("early")).contains("Create one");
    }
  }

  @Test
  void reportsCollectionWithPartitionKey(RealParts parts) {
    parts.user().createCollectionWithoutIndex(collection, true);
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("keyed", policy(parts, "_default_0"));

      operator.awaitReason("keyed", "PartitionKeyCollection");
    }
  }

  private String policy(RealParts parts, String names) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
    interval: 5s
    """
        .formatted(parts.milvus().uri(), collection, names);
  }
}
