package io.milvus.residency.operator;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.CommandLines;
import io.milvus.residency.testkit.Helm;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operator that Helm has installed into an API server of its own: the process that its
 * Deployment describes, with the rights of its ServiceAccount. No node runs it.
 */
final class InstalledOperator implements AutoCloseable {

  private static final String NAMESPACE = RealParts.SYSTEM_NAMESPACE;

  private final Path folder;
  private final KubeServer kube = KubeServer.start();
  private Optional<ChildProcess> process = Optional.empty();

  /**
   * Starts the API server.
   *
   * @param folder holds the files of the process
   */
  InstalledOperator(Path folder) {
    this.folder = folder;
  }

  KubeServer kube() {
    return kube;
  }

  /** Installs or upgrades the release, and starts the operator as its Deployment says now. */
  void helm(String command, String chart, String... values) {
    List<String> arguments = new ArrayList<>(List.of(command, "residency-operator", chart));
    arguments.addAll(List.of("-n", NAMESPACE));
    arguments.add(command.equals("install") ? "--create-namespace" : "--reset-then-reuse-values");
    for (String value : values) {
      arguments.addAll(List.of("--set", value));
    }
    Helm.run(kube, arguments.toArray(String[]::new)).checked();
    restart();
  }

  Shell.Result uninstall() {
    stop();
    return Helm.run(kube, "uninstall", "residency-operator", "-n", NAMESPACE);
  }

  private void restart() {
    stop();
    Deployment deployment =
        kube.admin()
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
          folder.resolve("kubeconfig"), kube.kubeconfig(NAMESPACE, RealParts.SERVICE_ACCOUNT));
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

  void apply(String namespace, String name, String spec) {
    kube.apply(
            """
            apiVersion: residency.milvus.io/v1alpha1
            kind: PartitionLoadPolicy
            metadata: {name: %s, namespace: %s}
            spec:
            %s"""
                .formatted(name, namespace, spec.indent(2)))
        .checked();
  }

  void createNamespace(String name) {
    kube.kubectl("create", "namespace", name).checked();
  }

  Resource<PartitionLoadPolicy> policy(String namespace, String name) {
    return kube.admin().resources(PartitionLoadPolicy.class).inNamespace(namespace).withName(name);
  }

  /** Waits until the condition Ready contains a text. */
  void awaitReady(String namespace, String name, String text) {
    OperatorFixture.soon(name + " says " + text)
        .until(() -> ready(namespace, name), ready -> ready.contains(text));
  }

  /** Returns the reason and message of Ready. */
  String ready(String namespace, String name) {
    return Optional.ofNullable(policy(namespace, name).get().getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(condition -> condition.getType().equals("Ready"))
        .map(condition -> condition.getReason() + ": " + condition.getMessage())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    stop();
    kube.close();
  }
}
