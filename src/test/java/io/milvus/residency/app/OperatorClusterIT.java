package io.milvus.residency.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.kube.PolicyAccess;
import io.milvus.residency.testkit.KubeServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator outside a cluster with a real API server, which ends HTTP/2 connections at a 401. */
class OperatorClusterIT {

  @TempDir private Path folder;

  @Test
  void saysThatTheApiServerRefusesTheCredentials() throws Exception {
    try (KubeServer kube = KubeServer.start()) {
      kube.kubectl("create", "serviceaccount", "refused", "-n", "default").checked();
      String text = kube.kubeconfig("default", "refused").replaceAll("token: .{20}", "token: ");
      Path file = Files.writeString(folder.resolve("kubeconfig"), text);
      OperatorCluster cluster =
          OperatorCluster.find(Map.of("KUBECONFIG", file.toString()), Clock.systemUTC());
      try (KubernetesClient client = cluster.checkingClient()) {
        PolicyAccess access = new PolicyAccess(client, Set.of(), cluster.config().source());

        assertThat(access.obstacle().orElseThrow()).contains("refuses the credentials (401)");
      }
    }
  }
}
