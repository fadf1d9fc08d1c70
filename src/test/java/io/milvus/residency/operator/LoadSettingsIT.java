package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Replicas and resource groups, on a server with one query node. */
@ExtendWith(RealParts.Extension.class)
class LoadSettingsIT {

  private final String collection = MilvusUser.uniqueName("settings");

  @Test
  void reportsMoreReplicasThanQueryNodes(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("articles", policy(parts, "de", "{replicas: 2}"));
      operator.awaitReason("articles", "LoadSettingsMismatch");
      assertThat(operator.message("articles")).contains("fewer query nodes", "nodes not enough");

      operator.apply("articles", policy(parts, "de", "{replicas: 1}"));
      operator.awaitReason("articles", "InSync");
    }
  }

  @Test
  void reportsResourceGroupThatDoesNotExist(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("articles", policy(parts, "de", "{resourceGroups: [nope]}"));
      operator.awaitReason("articles", "LoadSettingsMismatch");
      assertThat(operator.message("articles")).contains("load.resourceGroups");
    }
  }

  @Test
  void keepsReplicasOfLoadedCollection(RealParts parts) {
    parts.user().createCollection(collection, "de", "en");
    parts.user().load(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("articles", policy(parts, "de, en", "{replicas: 2}"));
      operator.awaitReason("articles", "LoadSettingsMismatch");

      operator.awaitStates(collection, Map.of("de", "Loaded", "en", "Loaded"));
      assertThat(operator.message("articles")).contains("replicas");
    }
  }

  @Test
  void releasesLastPartitionWhenReplicasAreSet(RealParts parts) {
    parts.user().createCollection(collection, "de");
    parts.user().load(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply(
          "articles",
          """
          milvus: {uri: "%s"}
          collection: %s
          rules: [{name: gone, match: {names: [de]}, state: Released}]
          load: {replicas: 1, resourceGroups: [__default_resource_group]}
          safety: {minResident: 0, releaseDelay: 0s}
          interval: 5s
          """
              .formatted(parts.milvus().uri(), collection));
      operator.awaitStates(collection, Map.of("de", "NotLoad"));

      operator.apply(
          "articles",
          policy(parts, "de", "{replicas: 1, resourceGroups: [__default_resource_group]}"));
      operator.awaitReason("articles", "InSync");
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("Loaded");
    }
  }

  private String policy(RealParts parts, String names, String load) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
    load: %s
    interval: 5s
    """
        .formatted(parts.milvus().uri(), collection, names, load);
  }
}
