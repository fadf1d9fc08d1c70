package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus.Summary;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Status writes that fail or are overwritten; reconciling does not depend on them. */
class StatusWriteIT {

  private static final Duration DOWNTIME = Duration.ofSeconds(60);

  private final RealParts parts = new RealParts(KubeServer.start(), MilvusServer.start()).install();
  private final String collection = MilvusUser.uniqueName("writes");

  @AfterEach
  void close() {
    parts.close();
  }

  private String policy(String interval) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: tenants, match: {globs: ["t_*"]}, state: Loaded}]
    interval: %s
    """
        .formatted(parts.milvus().uri(), collection, interval);
  }

  private static int desired(OperatorFixture operator) {
    return operator.policy("tenants").getStatus().summary().map(Summary::desired).orElse(0);
  }

  @Test
  void keepsReconcilingWhileApiServerIsDownForAMinute() {
    parts.user().createCollection(collection, "t_1", "t_2");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("tenants", policy("30s"));
      operator.awaitReason("tenants", "InSync");

      parts.kube().killApi();
      Instant back = Instant.now().plus(DOWNTIME);
      parts.user().createPartition(collection, "t_3");
      operator.awaitStates(collection, Map.of("t_3", "Loaded"));
      parts.user().release(collection, "t_1");
      operator.awaitStates(collection, Map.of("t_1", "Loaded"));
      Awaitility.await()
          .atMost(DOWNTIME.plusSeconds(60))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> Instant.now().isAfter(back));
      parts.kube().startApi();

      OperatorFixture.soon("the status is up to date").until(() -> desired(operator), d -> d == 3);
      parts.user().release(collection, "t_2");
      operator.awaitStates(collection, Map.of("t_2", "Loaded"));
    }
  }

  @Test
  void keepsReconcilingWhileStatusWritesAreForbidden() {
    parts.user().createCollection(collection, "t_1");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("tenants", policy("5s"));
      operator.awaitReason("tenants", "InSync");
      replaceResource("partitionloadpolicies/status", "nothing/status");

      parts.user().createPartition(collection, "t_2");
      operator.awaitStates(collection, Map.of("t_2", "Loaded"));
      OperatorFixture.soon("a status write is refused")
          .until(() -> parts.kube().requests().stream().anyMatch(r -> r.code() == 403));
      parts.user().release(collection, "t_1");
      operator.awaitStates(collection, Map.of("t_1", "Loaded"));
      assertThat(desired(operator)).isEqualTo(1);

      replaceResource("nothing/status", "partitionloadpolicies/status");
      OperatorFixture.soon("the status is up to date").until(() -> desired(operator), d -> d == 2);
    }
  }

  /** Replaces a resource in the operator's ClusterRole. */
  private void replaceResource(String from, String to) {
    parts
        .kube()
        .admin()
        .rbac()
        .clusterRoles()
        .withName(RealParts.SERVICE_ACCOUNT)
        .edit(
            role -> {
              role.getRules()
                  .forEach(rule -> Collections.replaceAll(rule.getResources(), from, to));
              return role;
            });
  }

  @Test
  void correctsStatusWrittenByAnotherClientOnce() {
    parts.user().createCollection(collection, "t_1");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("tenants", policy("5s"));
      operator.awaitReason("tenants", "InSync");
      parts
          .kube()
          .apply(
              foreign(operator.namespace()),
              "--server-side",
              "--force-conflicts",
              "--subresource=status",
              "--field-manager=backup")
          .checked();

      OperatorFixture.soon("the summary is corrected").until(() -> desired(operator), d -> d == 1);
      operator.awaitReason("tenants", "InSync");
      Instant start = Instant.now();
      Awaitility.await("three intervals without a write")
          .during(Duration.ofSeconds(16))
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> !writes(start));
      PartitionLoadPolicy policy = operator.policy("tenants");
      assertThat(policy.getStatus().blocked()).isPresent();
      assertThat(policy.getStatus().conditions())
          .extracting(condition -> condition.getType())
          .containsExactlyInAnyOrder("Foo", "Ready", "Stalled");
    }
  }

  private static String foreign(String namespace) {
    return """
    apiVersion: residency.milvus.io/v1alpha1
    kind: PartitionLoadPolicy
    metadata: {name: tenants, namespace: %s}
    status:
      observedGeneration: 7
      blocked: {releases: 3, approval: "0011"}
      summary: {desired: 9, loaded: 9, loading: 0, toLoad: 0, missing: 0, toRelease: 0, contested: 0}
      pending: [{name: x, desired: Loaded, actual: NotLoad, rule: r, reason: Loading}]
      conditions:
        - {type: Foo, status: "True", reason: Bar, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
        - {type: Stalled, status: "True", reason: Old, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
    """
        .formatted(namespace);
  }

  private boolean writes(Instant since) {
    return parts.kube().requests().stream()
        .filter(request -> request.at().isAfter(since))
        .filter(request -> request.user().endsWith(":" + RealParts.SERVICE_ACCOUNT))
        .anyMatch(request -> request.verb().equals("patch"));
  }
}
