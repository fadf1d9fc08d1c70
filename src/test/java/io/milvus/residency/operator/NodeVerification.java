package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.ContainerCgroup;
import io.milvus.residency.testkit.KubeNode;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The image that {@code mvn -P image,node verify} has just built and the chart, on a real node. The
 * numbers that it prints are in {@code target/failsafe-reports}.
 */
class NodeVerification {

  private static final String CHART = "deploy/chart";
  private static final String NO_CAPABILITIES = "0000000000000000";
  private static final long MIB = 1024 * 1024;
  private static final int COLLECTIONS = 50;
  private static final int POLICIES = 1_000;

  private static KubeNode node;
  private static MilvusServer milvus;
  private static MilvusUser user;

  private final String collection = MilvusUser.uniqueName("node");
  private PodOperator operator;

  @BeforeAll
  static void start() {
    String image =
        Objects.requireNonNull(
            System.getProperty("image.tar"),
            "No image is built. Run the test with both profiles: mvn -P image,node verify");
    node = KubeNode.start(Path.of(image));
    milvus = MilvusServer.start();
    user = new MilvusUser(milvus.uri());
  }

  @AfterAll
  static void stop() {
    Optional.ofNullable(user).ifPresent(MilvusUser::close);
    Optional.ofNullable(milvus).ifPresent(MilvusServer::close);
    Optional.ofNullable(node).ifPresent(KubeNode::close);
  }

  @BeforeEach
  void create() {
    operator = new PodOperator(node);
    user.createCollection(collection, "de", "fr", "it");
  }

  @AfterEach
  void uninstall() {
    System.out.println(
        node.kube().kubectl("get", "pods,events", "-n", PodOperator.NAMESPACE).output());
    System.out.println(node.podLogs());
    operator.close();
    policies().delete();
    OperatorFixture.soon("no policies are left")
        .until(() -> policies().list().getItems().isEmpty());
  }

  @Test
  void runsWithinItsLimitAndItsSecurityContext() {
    operator.helm("install", CHART);

    ContainerCgroup cgroup = operator.cgroup();
    Map<String, String> process = cgroup.process();
    assertThat(cgroup.limit()).isEqualTo(128 * MIB);
    assertThat(process.get("Uid")).isEqualTo("65532\t65532\t65532\t65532");
    assertThat(process.get("Gid")).isEqualTo("65532\t65532\t65532\t65532");
    assertThat(List.of(process.get("CapEff"), process.get("CapBnd"))).containsOnly(NO_CAPABILITIES);
    assertThat(process.get("NoNewPrivs")).isEqualTo("1");
    assertThat(process.get("Seccomp")).as("filtered").isEqualTo("2");
    assertThat(cgroup.rootOptions()).startsWith("ro,");
    assertThat(operator.container().getRestartCount()).isZero();
    report("without policies");
  }

  @Test
  void carriesOutAPolicyAndRepairsDrift() {
    operator.helm("install", CHART);
    user.load(collection, "it");
    operator.apply(
        "default",
        "serving",
        policy(collection, "de") + "- {name: old, match: {names: [it]}, state: Released}\n");

    operator.awaitReady("default", "serving", "InSync");
    assertThat(user.loadStates(collection))
        .containsAllEntriesOf(Map.of("de", "Loaded", "fr", "NotLoad", "it", "NotLoad"));
    user.release(collection, "de");
    awaitLoaded("de");
    report("with one policy");
    reportFirstStatus();
  }

  /**
   * Reports how long a pod takes from its start to the status of a policy that was edited before.
   */
  private void reportFirstStatus() {
    operator.scale(0);
    OperatorFixture.soon("the pod has ended").until(() -> operator.pods().isEmpty());
    operator.apply("default", "serving", policy(collection, "de, fr"));
    operator.scale(1);
    OperatorFixture.soon("the edit is in status")
        .until(() -> field("{.status.observedGeneration}"), "2"::equals);
    Instant written =
        Instant.parse(field("{.metadata.managedFields[?(@.subresource==\"status\")].time}"));
    System.out.printf(
        "first status %d s after the start of the container, its wait for the Lease included%n",
        Duration.between(operator.started(), written).toSeconds());
  }

  private String field(String path) {
    return node.kube()
        .kubectl(
            "get",
            "plp",
            "serving",
            "-n",
            "default",
            "--show-managed-fields",
            "-o",
            "jsonpath=" + path)
        .output()
        .strip();
  }

  @Test
  void repairsDriftDuringARollingRestartOfTwoReplicas() {
    List<String> drifting = IntStream.range(0, 60).mapToObj(i -> "part_" + i).toList();
    drifting.forEach(partition -> user.createPartition(collection, partition));
    operator.helm("install", CHART, "replicas=2");
    operator.apply("default", "serving", policy(collection, "de, " + String.join(", ", drifting)));
    operator.awaitReady("default", "serving", "InSync");
    List<String> before = podNames();

    operator.restart();
    Map<String, Instant> released = new LinkedHashMap<>();
    Map<String, Duration> repaired = new LinkedHashMap<>();
    OperatorFixture.soon("the new pods are ready, and all drift is repaired")
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              boolean rolledOut = operator.rolledOut();
              if (!rolledOut && released.size() < drifting.size()) {
                String partition = drifting.get(released.size());
                user.release(collection, partition);
                released.put(partition, Instant.now());
              }
              recordRepairs(released, repaired);
              assertThat(operator.pods())
                  .as("a replica is always ready")
                  .anyMatch(Readiness::isPodReady);
              return rolledOut && repaired.size() == released.size();
            });

    operator.awaitReady("default", "serving", "InSync");
    assertThat(podNames()).hasSize(2).doesNotContainAnyElementsOf(before);
    System.out.printf(
        "during a rolling restart of two replicas: %d drifts repaired, the slowest after %d ms%n",
        repaired.size(), Collections.max(repaired.values()).toMillis());
  }

  private List<String> podNames() {
    return operator.pods().stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  private void recordRepairs(Map<String, Instant> released, Map<String, Duration> repaired) {
    assertThat(user.loadState(collection, "de")).isEqualTo("Loaded");
    released.forEach(
        (partition, since) -> {
          if (user.loadState(collection, partition).equals("Loaded")) {
            repaired.putIfAbsent(partition, Duration.between(since, Instant.now()));
          }
        });
  }

  @Test
  void leavesNoFinalizerAndNoPartitionTouched() {
    operator.helm("install", CHART);
    user.load(collection, "it");
    operator.apply("default", "releasing", policy(collection, "de") + "deletionPolicy: Release\n");
    operator.apply("default", "keeping", policy(collection, "fr"));
    for (String name : List.of("releasing", "keeping")) {
      operator.awaitReady("default", name, "InSync");
    }
    assertThat(finalizers("releasing")).hasSize(1);
    Map<String, String> states = user.loadStates(collection);
    assertThat(states).containsAllEntriesOf(Map.of("de", "Loaded", "fr", "Loaded", "it", "Loaded"));

    operator.helm("upgrade", CHART, "mode=Observe");
    OperatorFixture.soon("the finalizer is removed").until(() -> finalizers("releasing").isEmpty());
    operator.close();

    assertThat(finalizers("keeping")).isEmpty();
    assertThat(user.loadStates(collection)).isEqualTo(states);
    policies().delete();
    OperatorFixture.soon("both are deleted").until(() -> policies().list().getItems().isEmpty());
    assertThat(user.loadStates(collection)).isEqualTo(states);
  }

  @Test
  void startsOnASlowNode() {
    operator.helm("install", CHART, "resources.limits.cpu=50m");

    assertThat(operator.container().getRestartCount()).isZero();
    report("with a twentieth of a processor");
  }

  @Test
  void carriesOutAThousandPoliciesWithinItsLimit() {
    List<String> collections =
        IntStream.range(0, COLLECTIONS).mapToObj(i -> collection + "_" + i).toList();
    collections.forEach(name -> user.createCollection(name, "de"));
    operator.helm("install", CHART);
    for (int i = 0; i < POLICIES; i++) {
      node.kube()
          .admin()
          .resource(manifest("many-" + i, collections.get(i % COLLECTIONS)))
          .create();
    }

    OperatorFixture.soon("all policies are in sync")
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> inSync() == POLICIES);

    assertThat(operator.container().getRestartCount()).isZero();
    report("with 1,000 new policies on 50 collections");

    operator.restart();
    operator.awaitRollout();
    collections.forEach(name -> user.release(name, "de"));
    OperatorFixture.soon("all drift is repaired")
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                collections.stream().allMatch(name -> user.loadState(name, "de").equals("Loaded")));
    assertThat(operator.container().getRestartCount()).isZero();
    report("with 1,000 policies from its start");
  }

  private static long inSync() {
    return policies().list().getItems().stream()
        .flatMap(policy -> Optional.ofNullable(policy.getStatus()).stream())
        .flatMap(status -> status.conditions().stream())
        .filter(is -> is.getType().equals("Ready") && is.getReason().equals("InSync"))
        .count();
  }

  private static NonNamespaceOperation<
          PartitionLoadPolicy,
          KubernetesResourceList<PartitionLoadPolicy>,
          Resource<PartitionLoadPolicy>>
      policies() {
    return node.kube().admin().resources(PartitionLoadPolicy.class).inNamespace("default");
  }

  private List<String> finalizers(String name) {
    return operator.policy("default", name).get().getMetadata().getFinalizers();
  }

  private void awaitLoaded(String partition) {
    OperatorFixture.soon(partition + " is loaded again")
        .until(() -> user.loadState(collection, partition).equals("Loaded"));
  }

  private void report(String when) {
    ContainerCgroup cgroup = operator.cgroup();
    System.out.printf(
        "%s: ready %d s after the start; memory of the container: peak %d MiB, %d MiB of it can't be reclaimed now%n",
        when, operator.timeToReady().toSeconds(), cgroup.peak() / MIB, cgroup.anonymous() / MIB);
  }

  private static String manifest(String name, String collection) {
    return """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: %s, namespace: default}
        spec:
        %s"""
        .formatted(name, policy(collection, "de").indent(2));
  }

  private static String policy(String collection, String partitions) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    interval: 5s
    safety: {releaseDelay: 1s}
    rules:
    - {name: serving, match: {names: [%s]}, state: Loaded}
    """
        .formatted(milvus.uri().replace("127.0.0.1", KubeNode.HOST), collection, partitions);
  }
}
