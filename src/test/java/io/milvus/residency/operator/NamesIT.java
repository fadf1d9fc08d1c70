package io.milvus.residency.operator;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Partition names that begin with a digit, are numbers or contain a hyphen. */
@ExtendWith(RealParts.Extension.class)
class NamesIT {

  private final String collection = MilvusUser.uniqueName("names");

  @Test
  void managesPartitionsWhoseNamesBeginWithADigit(RealParts parts) {
    parts.user().createCollection(collection, "20261127", "7_tenant", "20991231", "20200101");
    parts.user().load(collection, "20200101");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.awaitStates(collection, Map.of("20200101", "Loaded"));

      operator.apply(
          "articles",
          """
          milvus: {uri: "%s"}
          collection: %s
          rules:
            - {name: named, match: {names: ["20261127"]}, state: Loaded}
            - {name: tenants, match: {globs: ["7*"]}, state: Loaded}
            - {name: days, match: {dateFormat: "%%Y%%m%%d"}, keepLast: 1, state: Loaded, otherwise: Released}
          safety: {releaseDelay: 0s}
          interval: 5s
          """
              .formatted(parts.milvus().uri(), collection));

      operator.awaitStates(
          collection,
          Map.of(
              "20261127", "Loaded",
              "7_tenant", "Loaded",
              "20991231", "Loaded",
              "20200101", "NotLoad"));
      operator.awaitReason("articles", "InSync");
    }
  }

  /** Uses a name that Milvus 2.3 refuses to create, but accepts in requests. */
  @Test
  void waitsForMissingPartitionWithHyphenInItsName(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply(
          "articles",
          """
          milvus: {uri: "%s"}
          collection: %s
          rules: [{name: serving, match: {names: [2024-01-01, de]}, state: Loaded}]
          """
              .formatted(parts.milvus().uri(), collection));

      operator.awaitStates(collection, Map.of("de", "Loaded"));
      operator.awaitReason("articles", "PartitionNotFound");
    }
  }
}
