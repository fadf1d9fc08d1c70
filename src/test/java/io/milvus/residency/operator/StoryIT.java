package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealParts.Extension.class)
class StoryIT {

  @Test
  void releasesPartitionWhileItsCollectionStaysLoaded(RealParts parts) {
    String collection = MilvusUser.uniqueName("articles");
    parts.user().createCollection(collection, "old");
    parts.user().loadCollection(collection);
    OperatorFixture.soon("loaded")
        .until(() -> parts.user().loadState(collection, "old").equals("Loaded"));

    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply(
          "archive",
          """
          milvus: {uri: "%s"}
          collection: %s
          rules: [{name: old, match: {names: [old]}, state: Released}]
          safety: {releaseDelay: 0s}
          """
              .formatted(parts.milvus().uri(), collection));

      operator.awaitReason("archive", "InSync");
      assertThat(parts.user().loadStates(collection))
          .isEqualTo(Map.of("_default", "Loaded", "old", "NotLoad"));
      assertThat(parts.user().loadState(collection)).isEqualTo("Loaded");
    }
  }
}
