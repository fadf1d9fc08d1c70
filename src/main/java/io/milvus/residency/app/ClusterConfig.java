package io.milvus.residency.app;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.cluster.ClusterException;
import io.milvus.residency.cluster.KubeconfigFile;
import io.milvus.residency.kube.ApiClient;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The address and credentials of the API server. The client library treats an unusable file as
 * absent and then contacts another server, and its messages quote the file, tokens included. Here
 * an unusable file is an error that names the file and quotes nothing.
 *
 * @param source where the credentials come from, as in {@code KUBECONFIG /home/me/config}
 * @param config the configuration of the client library
 */
record ClusterConfig(String source, Config config) {

  private static final int LEASE_MILLIS = 3000;
  private static final String VARIABLE = "KUBECONFIG";
  private static final Path TOKEN = Path.of(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH);

  /**
   * Finds the cluster of {@code KUBECONFIG}, else of {@code ~/.kube/config}, else the cluster that
   * the process runs in.
   *
   * @throws ClusterException if there is no cluster, or a file can't be used
   */
  static ClusterConfig find(Map<String, String> environment) throws ClusterException {
    String given = environment.getOrDefault(VARIABLE, "");
    Path home = Path.of(System.getProperty("user.home"), ".kube", "config");
    List<String> files =
        Stream.of(given.split(File.pathSeparator)).filter(file -> !file.isBlank()).toList();
    if (files.isEmpty() && Files.exists(home)) {
      files = List.of(home.toString());
    }
    if (files.isEmpty() && !Files.exists(TOKEN)) {
      throw new ClusterException(
          "No cluster found: KUBECONFIG is not set, "
              + home
              + " does not exist, and this is not a pod with a ServiceAccount. Set KUBECONFIG to a"
              + " kubeconfig file.");
    }
    for (String file : files) {
      KubeconfigFile.read(VARIABLE + " " + file, file);
    }
    String source =
        files.isEmpty()
            ? "the ServiceAccount of the pod"
            : VARIABLE + " " + String.join(File.pathSeparator, files);
    Config config =
        new ConfigBuilder(Config.autoConfigure(null)).withRequestRetryBackoffLimit(3).build();
    if (!files.isEmpty() && config.getCurrentContext() == null) {
      throw new ClusterException(
          source + ": current-context is not one of contexts. Set it to one of them.");
    }
    return new ClusterConfig(source, config);
  }

  /**
   * Makes a client.
   *
   * @throws ClusterException if a certificate or key can't be used
   */
  KubernetesClient client() throws ClusterException {
    try {
      return ApiClient.of(config);
    } catch (RuntimeException e) {
      throw new ClusterException(
          source
              + ": a certificate or key can't be used. Check certificate-authority,"
              + " client-certificate and client-key.");
    }
  }

  /**
   * Makes a client for the lease: with connections of its own, that waits for 3 s and once only.
   */
  KubernetesClient leaseClient() {
    return ApiClient.of(
        new ConfigBuilder(config)
            .withRequestTimeout(LEASE_MILLIS)
            .withConnectionTimeout(LEASE_MILLIS)
            .withRequestRetryBackoffLimit(0)
            .build());
  }
}
