package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules with {@code listedIn}, whose partitions a ConfigMap lists. */
@ExtendWith(RealParts.Extension.class)
class ListIT {

  private final String collection = MilvusUser.uniqueName("list");

  @Test
  void appliesChangedListAtOnce(RealParts parts) {
    parts.user().createCollection(collection, "u_1", "u_2", "u_3");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("on-demand", onDemand(parts.milvus().uri()));
      operator.awaitReason("on-demand", "ReferenceNotReady");
      assertThat(operator.message("on-demand")).contains("active-users does not exist");

      operator.list("active-users", "# the users of today", "u_1", " u_2 ");
      operator.awaitStates(collection, Map.of("u_1", "Loaded", "u_2", "Loaded", "u_3", "NotLoad"));
      operator.awaitReason("on-demand", "InSync");

      operator.list("active-users", "u_2", "u_3");
      operator.awaitStates(collection, Map.of("u_1", "NotLoad", "u_2", "Loaded", "u_3", "Loaded"));
    }
  }

  @Test
  void appliesListChangedDuringAPassAtOnce(RealParts parts) {
    try (ScriptedMilvus milvus = new ScriptedMilvus();
        MilvusUser user = new MilvusUser(milvus.uri());
        OperatorFixture operator = new OperatorFixture(parts)) {
      user.createCollection(collection, "u_1", "u_2", "u_3");
      operator.list("active-users", "u_1", "u_2");
      operator.apply("on-demand", onDemand(milvus.uri()));
      operator.awaitReason("on-demand", "InSync");

      milvus.delay("ReleasePartitions", Duration.ofSeconds(2));
      operator.list("active-users", "u_1");
      OperatorFixture.soon("a release begins")
          .until(() -> milvus.calls().contains("ReleasePartitions"));
      operator.list("active-users", "u_1", "u_3");

      OperatorFixture.soon("u_3 is loaded")
          .until(() -> user.loadStates(collection).get("u_3").equals("Loaded"));
      assertThat(user.loadStates(collection))
          .containsEntry("u_1", "Loaded")
          .containsEntry("u_2", "NotLoad");
    }
  }

  @Test
  void releasesNothingWhenListIsDeletedOrEmptied(RealParts parts) {
    parts.user().createCollection(collection, "u_1", "u_2", "u_3");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.list("active-users", "u_1", "u_2", "u_3");
      operator.apply("on-demand", onDemand(parts.milvus().uri()));
      operator.awaitReason("on-demand", "InSync");

      parts
          .kube()
          .admin()
          .configMaps()
          .inNamespace(operator.namespace())
          .withName("active-users")
          .delete();
      operator.awaitReason("on-demand", "ReferenceNotReady");
      parts.user().release(collection, "u_3");
      operator.annotate("on-demand", "residency.milvus.io/requestedAt=now");

      OperatorFixture.soon("the request is handled")
          .until(
              () ->
                  operator
                      .policy("on-demand")
                      .getStatus()
                      .lastHandledReconcileAt()
                      .filter("now"::equals)
                      .isPresent());
      operator.awaitStates(collection, Map.of("u_1", "Loaded", "u_2", "Loaded", "u_3", "NotLoad"));

      // An empty list counts, but releases more than an edit may without approval.
      operator.list("active-users");
      operator.awaitReason("on-demand", "ReleaseBlocked");
      operator.awaitStates(collection, Map.of("u_1", "Loaded", "u_2", "Loaded"));
    }
  }

  private String onDemand(String uri) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules:
      - name: on-demand
        match: {globs: ["u_*"]}
        listedIn: {configMapKeyRef: {name: active-users, key: names}}
        state: Loaded
        otherwise: Released
    interval: 1h
    safety: {releaseDelay: 0s, minResident: 0}
    load: {replicas: 1}
    """
        .formatted(uri, collection);
  }
}
