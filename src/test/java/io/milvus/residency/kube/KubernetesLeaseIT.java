package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.leader.LeaseRecord;
import io.milvus.residency.testkit.AuditLog;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Lease on a real API server, with the rights that we ship. */
@ExtendWith(RealParts.Extension.class)
class KubernetesLeaseIT {

  private static final String TIME = "2026-11-23T10:00:00.123456Z";
  private static final String PATH = "/namespaces/" + RealParts.SYSTEM_NAMESPACE + "/leases";
  private static final LeaseRecord FIRST =
      new LeaseRecord("pod_1", Duration.ofSeconds(15), TIME, TIME, 0, "");

  @Test
  void writesOnlyOverVersionThatWasReadWithEveryShippedPermission(RealParts parts) {
    try (KubernetesClient client = parts.operatorClient()) {
      KubernetesLease lease = new KubernetesLease(client, RealParts.SYSTEM_NAMESPACE);
      assertThat(lease.read()).isEmpty();
      LeaseRecord created = lease.create(FIRST).orElseThrow();
      assertThat(lease.create(FIRST)).isEmpty();
      assertThat(lease.read()).contains(created);

      LeaseRecord next =
          new LeaseRecord("", Duration.ofSeconds(1), TIME, TIME, 1, created.version());
      assertThat(lease.replace(next).orElseThrow().holder()).isEmpty();
      assertThat(lease.replace(next)).as("over a version that is gone").isEmpty();

      Lease object =
          parts
              .kube()
              .admin()
              .leases()
              .inNamespace(RealParts.SYSTEM_NAMESPACE)
              .withName("residency-operator")
              .get();
      assertThat(object.getSpec().getLeaseTransitions()).isEqualTo(1);
      parts.kube().admin().resource(object).delete();
      assertThat(lease.replace(next)).as("without a lease").isEmpty();
    }
    List<AuditLog.Request> requests =
        parts.kube().requests().stream()
            .filter(request -> request.user().endsWith(":" + RealParts.SERVICE_ACCOUNT))
            .filter(request -> request.uri().contains(PATH))
            .toList();
    assertThat(requests).noneMatch(request -> request.code() == 403);
    assertThat(requests.stream().map(AuditLog.Request::verb).collect(Collectors.toSet()))
        .isEqualTo(shipped(parts));
  }

  private static Set<String> shipped(RealParts parts) {
    Set<String> verbs = new TreeSet<>();
    for (PolicyRule rule :
        parts
            .kube()
            .admin()
            .rbac()
            .roles()
            .inNamespace(RealParts.SYSTEM_NAMESPACE)
            .withName("residency-operator-lease")
            .get()
            .getRules()) {
      assertThat(rule.getResources()).containsExactly("leases");
      verbs.addAll(rule.getVerbs());
    }
    return verbs;
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "create", "update"})
  void needsEachShippedPermission(String missing, RealParts parts) {
    String namespace = parts.createNamespace();
    Set<String> verbs = shipped(parts);
    assertThat(verbs.remove(missing)).isTrue();
    parts.kube().kubectl("create", "serviceaccount", "lesser", "-n", namespace).checked();
    parts
        .kube()
        .kubectl(
            "create",
            "role",
            "lesser",
            "-n",
            namespace,
            "--resource=leases",
            "--verb=" + String.join(",", verbs))
        .checked();
    parts
        .kube()
        .kubectl(
            "create",
            "rolebinding",
            "lesser",
            "-n",
            namespace,
            "--role=lesser",
            "--serviceaccount=" + namespace + ":lesser")
        .checked();
    try (KubernetesClient client =
        KubeServer.client(parts.kube().kubeconfig(namespace, "lesser"))) {
      KubernetesLease lease = new KubernetesLease(client, namespace);
      await("only " + missing + " is refused")
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> use(lease))
                      .isInstanceOf(KubernetesClientException.class)
                      .hasMessageContaining("cannot " + missing)
                      .hasMessageContaining(
                          "Grant get, create and update of the Lease "
                              + namespace
                              + "/residency-operator"));
    }
  }

  private static void use(KubernetesLease lease) {
    var unused = lease.read();
    unused = lease.create(FIRST);
    LeaseRecord other = new LeaseRecord("pod_1", Duration.ofSeconds(15), TIME, TIME, 0, "uid/1");
    unused = lease.replace(other);
  }

  @Test
  void saysThatTheNamespaceIsMissing(RealParts parts) {
    KubernetesLease lease = new KubernetesLease(parts.kube().admin(), "no-such-namespace");

    assertThat(lease.read()).isEmpty();
    assertThatThrownBy(() -> lease.create(FIRST)).hasMessageContaining("no-such-namespace");
  }
}
