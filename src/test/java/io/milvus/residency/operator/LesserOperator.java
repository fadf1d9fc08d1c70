package io.milvus.residency.operator;

import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.api.Mode;
import io.milvus.residency.app.OperatorSettings;
import io.milvus.residency.app.ResidencyOperator;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.reconcile.EndpointAllowList;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An operator in a namespace of its own that lacks one of the shipped permissions. */
final class LesserOperator implements AutoCloseable {

  private final RealParts parts;
  private final String missing;
  private final String namespace;
  private final ExecutorService starting = Executors.newSingleThreadExecutor();
  private Optional<KubernetesClient> client = Optional.empty();
  private Optional<ResidencyOperator> operator = Optional.empty();

  LesserOperator(RealParts parts, String missing, List<PolicyRule> rules) {
    this.parts = parts;
    this.missing = missing;
    this.namespace = parts.createNamespace();
    parts
        .kube()
        .admin()
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(namespace)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    kubectl("create", "serviceaccount", namespace);
    kubectl("create", "secret", "generic", "loader", "--from-literal=token=any:thing");
    kubectl("create", "configmap", "users", "--from-literal=names=de");
    kubectl(
        "create",
        "rolebinding",
        "lesser",
        "--clusterrole=" + namespace,
        "--serviceaccount=" + namespace + ":" + namespace);
  }

  /** Returns the permission that is missing. */
  String missing() {
    return missing;
  }

  /** Returns the name of the ServiceAccount. */
  String serviceAccount() {
    return namespace;
  }

  /** Creates a policy, and starts the operator. */
  void start(String spec) {
    parts
        .kube()
        .apply(
            """
            apiVersion: residency.milvus.io/v1alpha1
            kind: PartitionLoadPolicy
            metadata: {name: serving, namespace: %s}
            spec:
            %s"""
                .formatted(namespace, spec.indent(2)))
        .checked();
    client = Optional.of(KubeServer.client(parts.kube().kubeconfig(namespace, namespace)));
    OperatorSettings settings =
        new OperatorSettings(
            Set.of(namespace),
            Mode.ENFORCE,
            EndpointAllowList.ANY,
            0,
            ClaimSet.LOAD_TIMEOUT,
            "lesser");
    try {
      ResidencyOperator started =
          ResidencyOperator.of(client.get(), settings, Clock.systemUTC(), List::of);
      operator = Optional.of(started);
      // Without the right to list policies, this takes half a minute.
      starting.execute(started::start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kubectl(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "-n";
    all[arguments.length + 1] = namespace;
    parts.kube().kubectl(all).checked();
  }

  @Override
  public void close() {
    starting.shutdown();
    try {
      if (!starting.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("the operator without " + missing + " does not start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    operator.ifPresent(ResidencyOperator::close);
    client.ifPresent(KubernetesClient::close);
  }
}
