package io.milvus.residency.app;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.kubeconfig.ClusterConfig;
import io.milvus.residency.kubeconfig.Kubeconfig;
import io.milvus.residency.kubeconfig.KubeconfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster of the operator.
 *
 * @param config the address and the credentials of its API server
 */
record OperatorCluster(ClusterConfig config) {

  private static final int RETRIES = 3;
  private static final int LEASE_MILLIS = 3000;
  private static final Path TOKEN = Path.of(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH);

  /**
   * Finds the cluster of {@code KUBECONFIG}, else of {@code ~/.kube/config}, else the cluster that
   * the process runs in.
   *
   * @throws KubeconfigException if there is no cluster, or a file can't be used
   */
  static OperatorCluster find(Map<String, String> environment, Clock clock)
      throws KubeconfigException {
    return find(environment, clock, TOKEN);
  }

  /**
   * Finds the cluster.
   *
   * @param token the file with the token of the ServiceAccount, if the process runs in a pod
   */
  static OperatorCluster find(Map<String, String> environment, Clock clock, Path token)
      throws KubeconfigException {
    Optional<ClusterConfig> config = Kubeconfig.current(environment, clock);
    if (config.isEmpty() && !Files.exists(token)) {
      throw new KubeconfigException(
          "No cluster found: KUBECONFIG is not set, ~/.kube/config does not exist, and this is not a"
              + " pod with a ServiceAccount. Set KUBECONFIG to a kubeconfig file.");
    }
    return new OperatorCluster(
        config.orElseGet(
            () -> new ClusterConfig("the ServiceAccount of the pod", Config.autoConfigure(null))));
  }

  /**
   * Makes a client.
   *
   * @throws KubeconfigException if a certificate or key can't be used
   */
  KubernetesClient client() throws KubeconfigException {
    return config.client(settings -> settings.withRequestRetryBackoffLimit(RETRIES));
  }

  /**
   * Makes a client that learns why policies can't be listed.
   *
   * @throws KubeconfigException if a certificate or key can't be used
   */
  KubernetesClient checkingClient() throws KubeconfigException {
    return config.clientThatLearnsOf401(settings -> settings.withRequestRetryBackoffLimit(RETRIES));
  }

  /**
   * Makes a client for the lease: with connections of its own, that waits for 3 s and once only.
   *
   * @throws KubeconfigException if a certificate or key can't be used
   */
  KubernetesClient leaseClient() throws KubeconfigException {
    return config.client(
        settings ->
            settings
                .withRequestTimeout(LEASE_MILLIS)
                .withConnectionTimeout(LEASE_MILLIS)
                .withRequestRetryBackoffLimit(0));
  }
}
