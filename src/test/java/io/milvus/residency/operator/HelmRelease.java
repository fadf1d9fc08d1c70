package io.milvus.residency.operator;

import io.fabric8.kubernetes.client.dsl.Resource;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.Helm;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The release of the chart in an API server, and the policies there. */
class HelmRelease {

  static final String NAMESPACE = RealParts.SYSTEM_NAMESPACE;

  private static final String NAME = "residency-operator";

  private final KubeServer kube;

  HelmRelease(KubeServer kube) {
    this.kube = kube;
  }

  KubeServer kube() {
    return kube;
  }

  /** Installs or upgrades the release. */
  void helm(String command, String chart, String... values) {
    List<String> arguments = new ArrayList<>(List.of(command, NAME, chart));
    arguments.addAll(List.of("-n", NAMESPACE));
    arguments.add(command.equals("install") ? "--create-namespace" : "--reset-then-reuse-values");
    for (String value : values) {
      arguments.addAll(List.of("--set", value));
    }
    Helm.run(kube, arguments.toArray(String[]::new)).checked();
  }

  Shell.Result uninstall() {
    return Helm.run(kube, "uninstall", NAME, "-n", NAMESPACE);
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
}
