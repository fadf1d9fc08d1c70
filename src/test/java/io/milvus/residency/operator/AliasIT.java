package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealParts.Extension.class)
class AliasIT {

  @Test
  void followsMovedAliasAndLeavesOldCollectionAlone(RealParts parts) {
    String blue = MilvusUser.uniqueName("blue");
    String green = MilvusUser.uniqueName("green");
    String alias = MilvusUser.uniqueName("current");
    parts.user().createCollection(blue, "de", "fr");
    parts.user().createCollection(green, "de", "fr");
    parts.user().createAlias(alias, blue);
    parts.user().load(green, "fr");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply(
          "serving",
          """
          milvus: {uri: "%s"}
          collection: %s
          rules:
            - {name: serving, match: {names: [de]}, state: Loaded}
            - {name: rest, match: {names: [fr]}, state: Released}
          interval: 5s
          safety: {releaseDelay: 1h}
          """
              .formatted(parts.milvus().uri(), alias));
      operator.awaitReason("serving", "InSync");
      String before = operator.collectionId("serving").orElseThrow();

      parts.user().moveAlias(alias, green);

      operator.awaitStates(green, Map.of("de", "Loaded"));
      operator.awaitReason("serving", "ReleasePending");
      operator.awaitStates(blue, Map.of("de", "Loaded", "fr", "NotLoad"));
      operator.awaitStates(green, Map.of("fr", "Loaded"));
      assertThat(operator.collectionId("serving").orElseThrow()).isNotEqualTo(before);
      assertThat(operator.policy("serving").getStatus().collection().orElseThrow().name())
          .isEqualTo(green);
    }
  }
}
