package io.milvus.residency.cli;

import io.milvus.residency.cluster.ClusterException;
import io.milvus.residency.cluster.PolicyClient;
import io.milvus.residency.cluster.Scope;
import io.milvus.residency.kubeconfig.KubeconfigException;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that select the policies of a namespace, or of a whole cluster. */
final class ScopeOptions {

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "The policies of all namespaces.")
  private boolean all;

  /** Returns a contradiction between the options, or empty if there is none. */
  Optional<String> misuse() {
    return all && cluster.namesNamespace()
        ? Optional.of("--namespace and --all-namespaces are mutually exclusive")
        : Optional.empty();
  }

  /**
   * Connects to the cluster; the caller closes the client.
   *
   * @throws KubeconfigException if there is no kubeconfig, or it can't be used
   * @throws UserException if the namespace is no name of one
   */
  PolicyClient connect(CliContext context) throws KubeconfigException, UserException {
    return cluster.connect(context);
  }

  /**
   * Returns the selected policies of a cluster.
   *
   * @throws ClusterException if the API server does not tell the time
   */
  OverviewSource source(PolicyClient client, Clock local) throws ClusterException {
    return OverviewSource.of(
        client,
        all ? Scope.ALL : Scope.of(cluster.namespace(client)),
        cluster.kubectl(client),
        local);
  }
}
