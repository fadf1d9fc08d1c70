package io.milvus.residency.operator;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.CommandLines;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An operator that Helm has installed into an API server of its own: the process that its
 * Deployment describes, with the rights of its ServiceAccount. No node runs it.
 */
final class InstalledOperator extends HelmRelease implements AutoCloseable {

  private final Path folder;
  private Optional<ChildProcess> process = Optional.empty();

  /**
   * Starts the API server.
   *
   * @param folder holds the files of the process
   */
  InstalledOperator(Path folder) {
    super(KubeServer.start());
    this.folder = folder;
  }

  @Override
  void helm(String command, String chart, String... values) {
    super.helm(command, chart, values);
    restart();
  }

  @Override
  Shell.Result uninstall() {
    stop();
    return super.uninstall();
  }

  private void restart() {
    stop();
    Deployment deployment =
        kube()
            .admin()
            .apps()
            .deployments()
            .inNamespace(NAMESPACE)
            .withName("residency-operator")
            .get();
    Map<String, String> environment = new HashMap<>();
    var container = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    container
        .getEnv()
        .forEach(
            variable ->
                environment.put(
                    variable.getName(),
                    // The only field that a variable refers to.
                    Optional.ofNullable(variable.getValue()).orElse(NAMESPACE)));
    environment.put("RESIDENCY_HTTP_PORT", "0");
    environment.put("KUBECONFIG", kubeconfig().toString());
    process =
        Optional.of(
            ChildProcess.start(
                folder,
                folder.resolve("operator.log"),
                environment,
                CommandLines.of(container.getArgs().toArray(String[]::new))));
  }

  private Path kubeconfig() {
    try {
      return Files.writeString(
          folder.resolve("kubeconfig"), kube().kubeconfig(NAMESPACE, RealParts.SERVICE_ACCOUNT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() {
    process.ifPresent(ChildProcess::terminate);
    process = Optional.empty();
  }

  String output() {
    return process.orElseThrow().output();
  }

  @Override
  public void close() {
    stop();
    kube().close();
  }
}
