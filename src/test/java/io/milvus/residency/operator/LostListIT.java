package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A list that the operator loses and regains access to; the test starts its own API server. */
class LostListIT {

  private static final Duration DELAY = Duration.ofSeconds(15);

  private final String collection = MilvusUser.uniqueName("lost");

  @Test
  void holdsReleasesUntilListCanBeReadAgain() {
    try (RealParts parts = new RealParts(KubeServer.start(), MilvusServer.start()).install();
        OperatorFixture operator = new OperatorFixture(parts)) {
      parts.user().createCollection(collection, "u_1", "u_2");
      operator.list("active-users", "u_1");
      operator.apply("on-demand", onDemand(parts));
      operator.awaitReason("on-demand", "InSync");

      ClusterRole role = revokeAccessToConfigMaps(parts);
      parts.kube().killApi();
      parts.kube().startApi();
      operator.list("active-users", "u_2");
      parts.user().load(collection, "u_2");
      operator.awaitMessage("on-demand", "may not read ConfigMap");
      assertThat(operator.reason("on-demand")).isEqualTo("ReferenceNotReady");
      reconcileNow(operator, "first");
      await("nothing is released for longer than the delay")
          .during(DELAY.plusSeconds(5))
          .atMost(DELAY.plusSeconds(10))
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> parts.user().loadStates(collection),
              states -> states.get("u_1").equals("Loaded") && states.get("u_2").equals("Loaded"));
      reconcileNow(operator, "second");
      operator.awaitStates(collection, Map.of("u_1", "Loaded", "u_2", "Loaded"));

      parts.kube().admin().resource(role).update();
      OperatorFixture.soon("the list is applied")
          .atMost(Duration.ofSeconds(70))
          .until(
              () -> parts.user().loadStates(collection),
              states -> states.get("u_1").equals("NotLoad") && states.get("u_2").equals("Loaded"));
      operator.awaitReason("on-demand", "InSync");
    }
  }

  private static void reconcileNow(OperatorFixture operator, String request) {
    operator.annotate("on-demand", "residency.milvus.io/requestedAt=" + request);
    OperatorFixture.soon("the request is handled")
        .until(
            () -> operator.policy("on-demand").getStatus().lastHandledReconcileAt(),
            handled -> handled.filter(request::equals).isPresent());
  }

  /** Returns the ClusterRole as it was before. */
  private static ClusterRole revokeAccessToConfigMaps(RealParts parts) {
    ClusterRole role =
        parts
            .kube()
            .admin()
            .rbac()
            .clusterRoles()
            .withName(RealParts.SERVICE_ACCOUNT)
            .require()
            .edit()
            .editMetadata()
            .withResourceVersion(null)
            .endMetadata()
            .build();
    ClusterRole reduced =
        new ClusterRoleBuilder(role)
            .removeMatchingFromRules(rule -> rule.getResources().contains("configmaps"))
            .build();
    parts.kube().admin().resource(reduced).update();
    return role;
  }

  /** Returns a policy with an interval so long that only a wake-up starts another pass. */
  private String onDemand(RealParts parts) {
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
    safety: {releaseDelay: %ds, minResident: 0}
    load: {replicas: 1}
    """
        .formatted(parts.milvus().uri(), collection, DELAY.toSeconds());
  }
}
