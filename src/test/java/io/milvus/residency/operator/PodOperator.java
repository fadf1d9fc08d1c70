package io.milvus.residency.operator;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.milvus.residency.testkit.ContainerCgroup;
import io.milvus.residency.testkit.KubeNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An operator that Helm has installed into a cluster with a node: the pod of the chart. */
final class PodOperator extends HelmRelease implements AutoCloseable {

  /** A node under load needs its time to end one pod and to start another. */
  private static final Duration ROLLOUT = Duration.ofMinutes(4);

  private final KubeNode node;

  /** Creates the namespace as {@code deploy} does, where only restricted pods may run. */
  PodOperator(KubeNode node) {
    super(node.kube());
    this.node = node;
    kube().kubectl("apply", "-f", "deploy/operator/namespace.yaml").checked();
  }

  /** Installs or upgrades the release, and waits until its pod is ready. */
  @Override
  void helm(String command, String chart, String... values) {
    super.helm(command, chart, values);
    awaitRollout();
  }

  void restart() {
    kube()
        .kubectl("rollout", "restart", "deployment/residency-operator", "-n", NAMESPACE)
        .checked();
  }

  void scale(int replicas) {
    kube()
        .kubectl(
            "scale", "deployment/residency-operator", "--replicas=" + replicas, "-n", NAMESPACE)
        .checked();
  }

  void awaitRollout() {
    await("the pod is ready")
        .atMost(ROLLOUT)
        .pollInterval(Duration.ofMillis(200))
        .until(this::rolledOut);
  }

  /** Returns whether the pod of the newest template is ready, and no other is left. */
  boolean rolledOut() {
    Deployment deployment =
        kube()
            .admin()
            .apps()
            .deployments()
            .inNamespace(NAMESPACE)
            .withName("residency-operator")
            .get();
    return deployment.getMetadata().getGeneration().equals(observed(deployment))
        && deployment.getSpec().getReplicas().equals(deployment.getStatus().getUpdatedReplicas())
        && pods().size() == deployment.getSpec().getReplicas()
        && pods().stream().allMatch(Readiness::isPodReady);
  }

  private static Long observed(Deployment deployment) {
    return deployment.getStatus().getObservedGeneration();
  }

  /** Returns all pods of the operator, those that end included. */
  List<Pod> pods() {
    return kube().admin().pods().inNamespace(NAMESPACE).list().getItems();
  }

  /** Returns the only pod. */
  Pod pod() {
    return pods().get(0);
  }

  /** Returns the memory and the process of the only pod. */
  ContainerCgroup cgroup() {
    return node.container(container().getContainerID().replaceFirst(".*//", ""));
  }

  ContainerStatus container() {
    return pod().getStatus().getContainerStatuses().get(0);
  }

  /** Returns the time from the start of the container until the pod was ready. */
  Duration timeToReady() {
    String ready =
        pod().getStatus().getConditions().stream()
            .filter(condition -> condition.getType().equals("Ready"))
            .map(condition -> condition.getLastTransitionTime())
            .findFirst()
            .orElseThrow();
    return Duration.between(started(), Instant.parse(ready));
  }

  /** Returns the time of the start of the container. */
  Instant started() {
    return Instant.parse(container().getState().getRunning().getStartedAt());
  }

  /** Uninstalls the release and waits until the pod has ended. */
  @Override
  public void close() {
    uninstall();
    await("the pod has ended").atMost(ROLLOUT).until(() -> pods().isEmpty());
  }
}
