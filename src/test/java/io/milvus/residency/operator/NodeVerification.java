package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.ContainerCgroup;
import io.milvus.residency.testkit.KubeNode;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
    System.out.println(node.kube().kubectl("get", "pods,events,plp", "-A").output());
    System.out.println(node.podLogs());
    operator.close();
    node.kube().kubectl("delete", "plp", "--all", "-A", "--timeout=30s").checked();
  }

  @Test
  void runsWithinItsLimitAndItsSecurityContext() {
    operator.helm("install", CHART);

    ContainerCgroup cgroup = operator.cgroup();
    Map<String, String> process = cgroup.process();
    assertThat(cgroup.limit()).isEqualTo(128 * MIB);
    assertThat(process.get("Uid")).isEqualTo("65532\t65532\t65532\t65532");
    assertThat(process.get("Gid")).isEqualTo("65532\t65532\t65532\t65532");
    assertThat(List.of(process.get("CapEff"), process.get("CapBnd")))
        .containsOnly(NO_CAPABILITIES);
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
  }

  @Test
  void repairsDriftDuringARollingRestart() {
    List<String> drifting = IntStream.range(0, 40).mapToObj(i -> "part_" + i).toList();
    drifting.forEach(partition -> user.createPartition(collection, partition));
    operator.helm("install", CHART);
    operator.apply(
        "default", "serving", policy(collection, "de, " + String.join(", ", drifting)));
    operator.awaitReady("default", "serving", "InSync");
    String before = operator.pod().getMetadata().getName();

    operator.restart();
    Duration longest = Duration.ZERO;
    int repaired = 0;
    do {
      Instant released = Instant.now();
      user.release(collection, drifting.get(repaired));
      awaitLoaded(drifting.get(repaired));
      assertThat(user.loadState(collection, "de")).isEqualTo("Loaded");
      Duration took = Duration.between(released, Instant.now());
      longest = longest.compareTo(took) > 0 ? longest : took;
      repaired++;
    } while (!operator.rolledOut());

    operator.awaitReady("default", "serving", "InSync");
    assertThat(operator.pod().getMetadata().getName()).isNotEqualTo(before);
    assertThat(operator.container().getRestartCount()).isZero();
    System.out.printf(
        "rolling restart: %d drifts repaired, the slowest after %d ms%n",
        repaired, longest.toMillis());
  }

  @Test
  void leavesNoFinalizerAndNoPartitionTouched() {
    operator.helm("install", CHART);
    user.load(collection, "it");
    operator.apply(
        "default", "releasing", policy(collection, "de") + "deletionPolicy: Release\n");
    operator.apply("default", "keeping", policy(collection, "fr"));
    for (String name : List.of("releasing", "keeping")) {
      operator.awaitReady("default", name, "InSync");
    }
    assertThat(finalizers("releasing")).hasSize(1);
    Map<String, String> states = user.loadStates(collection);
    assertThat(states).containsAllEntriesOf(Map.of("de", "Loaded", "fr", "Loaded", "it", "Loaded"));

    operator.helm("upgrade", CHART, "mode=Observe");
    OperatorFixture.soon("the finalizer is removed")
        .until(() -> finalizers("releasing").isEmpty());
    operator.close();

    assertThat(finalizers("keeping")).isEmpty();
    assertThat(user.loadStates(collection)).isEqualTo(states);
    node.kube().kubectl("delete", "plp", "--all", "--timeout=20s").checked();
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
      node.kube().admin().resource(manifest("many-" + i, collections.get(i % COLLECTIONS))).create();
    }

    OperatorFixture.soon("all policies are in sync")
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> inSync() == POLICIES);

    assertThat(collections).allMatch(name -> user.loadState(name, "de").equals("Loaded"));
    assertThat(operator.container().getRestartCount()).isZero();
    report("with 1,000 policies on 50 collections");
  }

  private static long inSync() {
    return node
        .kube()
        .admin()
        .resources(PartitionLoadPolicy.class)
        .inNamespace("default")
        .list()
        .getItems()
        .stream()
        .flatMap(policy -> Optional.ofNullable(policy.getStatus()).stream())
        .flatMap(status -> status.conditions().stream())
        .filter(is -> is.getType().equals("Ready") && is.getReason().equals("InSync"))
        .count();
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
        "%s: ready %d s after the start; memory: peak %d MB with files, %d MB without now, %s at most in the process%n",
        when,
        operator.timeToReady().toSeconds(),
        cgroup.peak() / 1_000_000,
        cgroup.anonymous() / 1_000_000,
        cgroup.process().get("VmHWM"));
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
        .formatted(
            milvus.uri().replace("127.0.0.1", KubeNode.HOST), collection, partitions);
  }
}
