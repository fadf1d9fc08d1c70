package io.milvus.residency.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.docs.Page;
import io.milvus.residency.docs.ShownOutput;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.Kubectl;
import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a cluster that has neither the CRD nor the operator at first. */
class UserClusterIT {

  private static final String CRD = "partitionloadpolicies.residency.milvus.io";
  private static final Path CRD_FILE = Path.of("crds", CRD + ".yaml");

  /** No controller ends namespaces here, so that there is nothing to wait for. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Pattern DEMO = Pattern.compile("residency-demo-[0-9a-f]{8}");
  private static final String README =
      oneLine(
          String.join("\n", Page.read(Path.of("README.md")).shownFor(UserClusterIT.class)).strip());

  private static final String LABEL = "app.kubernetes.io/name=residency";

  private static KubeServer kube;

  private final Kubectl admin = kube.kubectl();
  private final String namespace = "demo-" + System.nanoTime();

  @BeforeAll
  static void start() {
    kube = KubeServer.start();
  }

  @AfterAll
  static void stop() {
    kube.close();
  }

  @AfterEach
  void empty() {
    admin.run("delete", "crd", "--all").checked();
    admin.run("delete", "lease,deployment", "-n", "default", "--all").checked();
  }

  @Test
  void tellsTheStoryOfReadmeAndLeavesNothing(@TempDir Path folder) {
    Set<String> before = objects();
    String output = ended(folder, "--yes");

    assertThat(output).contains("Every step succeeded");
    assertThat(ShownOutput.missing(List.of("…" + README + "…"), oneLine(output)))
        .as(output)
        .isEmpty();
    String namespace = DEMO.matcher(output).results().findFirst().orElseThrow().group();
    assertThat(admin.run("get", "namespace", namespace, "-o", "jsonpath={.status.phase}").checked())
        .isEqualTo("Terminating");
    assertThat(admin.run("get", "lease", "-n", namespace, "-o", "name").checked()).isEmpty();
    assertThat(objects()).isEqualTo(before);
  }

  /** Lines are wrapped by the length of the namespace, which is another one in README. */
  private static String oneLine(String text) {
    return DEMO.matcher(text).replaceAll("default").replaceAll("\\s+", " ");
  }

  @Test
  void asksAsThePageShows(@TempDir Path folder) {
    String output =
        DEMO.matcher(ended(folder))
            .replaceAll("residency-demo-1b01e6ac")
            .replace(kube.uri(), "https://127.0.0.1:6443");

    assertThat(
            ShownOutput.missing(
                ShownOutput.amid(
                    Page.read(Path.of("docs", "commands", "demo.md"))
                        .shownFor(UserClusterIT.class)),
                output))
        .as(output)
        .isEmpty();
  }

  /** Returns the output of a demo that nobody answers, at its end. */
  private static String ended(Path folder, String... options) {
    try (ChildProcess demo = process(folder, options)) {
      await("the demo ends").atMost(Duration.ofMinutes(5)).until(() -> !demo.alive());
      return demo.output();
    }
  }

  @Test
  void leavesNothingAfterFailure() throws Exception {
    Set<String> before = objects();
    UserCluster cluster = cluster();
    cluster.plan();
    cluster.create();
    assertThat(objects()).contains("customresourcedefinition.apiextensions.k8s.io/" + CRD);
    policy(namespace);

    cluster.close();

    assertThat(objects()).isEqualTo(before);
  }

  /** Ctrl-C would end the process in the same way, but a background process does not get it. */
  @Test
  void leavesNothingWhenItIsEnded(@TempDir Path folder) {
    Set<String> before = objects();
    try (ChildProcess demo = process(folder, "--yes")) {
      await("a policy is applied")
          .atMost(Duration.ofMinutes(3))
          .failFast("the demo ended", () -> !demo.alive())
          .until(() -> admin.run("get", "plp", "-A", "-o", "name").output().contains("/archive"));

      demo.signal("TERM");

      await("the demo ends").atMost(Duration.ofMinutes(2)).until(() -> !demo.alive());
      assertThat(demo.output()).doesNotContain("STEP FAILED");
    }
    assertThat(objects()).isEqualTo(before);
  }

  private static ChildProcess process(Path folder, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                OperatorProcess.java().toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Demo.class.getName(),
                "--kubeconfig",
                kube.kubeconfigFile().toString()));
    command.addAll(List.of(options));
    return ChildProcess.start(
        Path.of("").toAbsolutePath(), folder.resolve("demo.log"), Map.of(), command);
  }

  @Test
  void createsNothingWithoutConsent() throws Exception {
    Set<String> before = objects();
    int requests = changes();

    assertThat(run("n\n")).isZero();
    assertThat(run("")).isZero();

    assertThat(objects()).isEqualTo(before);
    assertThat(changes()).isEqualTo(requests);
  }

  @Test
  void saysWhatItCreates() {
    assertThat(cluster().plan()).contains(kube.uri(), "the namespace demo-", "the CRD " + CRD);

    admin.run("create", "-f", CRD_FILE.toString()).checked();
    assertThat(cluster().plan()).doesNotContain("the CRD");
  }

  @Test
  void keepsCrdThatWasThere() {
    admin.run("create", "-f", CRD_FILE.toString()).checked();
    try (UserCluster cluster = cluster()) {
      cluster.plan();
      cluster.create();
    }

    assertThat(admin.run("get", "crd", CRD).code()).isZero();
  }

  @Test
  void keepsCrdWithPoliciesOfOthers() throws Exception {
    try (UserCluster cluster = cluster()) {
      cluster.create();
      policy("default");
    }

    assertThat(admin.run("get", "plp", "mine", "-n", "default").code()).isZero();
  }

  @Test
  void keepsNamespaceThatWasThere() {
    admin.run("create", "namespace", namespace).checked();
    try (UserCluster cluster = cluster()) {
      assertThatThrownBy(cluster::create).isInstanceOf(StepFailed.class);
    }

    assertThat(admin.run("get", "namespace", namespace, "-o", "jsonpath={.status.phase}").checked())
        .isEqualTo("Active");
  }

  @Test
  void refusesClusterWithAnotherCrd() throws Exception {
    String other = Files.readString(CRD_FILE).replaceFirst("description: [A-Z]", "description: Z");
    admin.create(other).checked();

    assertThatThrownBy(() -> cluster().plan())
        .isInstanceOf(StepFailed.class)
        .hasMessageContaining("is not that of this checkout");
  }

  @Test
  void refusesClusterWithLivingLease() {
    admin.create(lease("2020-01-01T00:00:00.000000Z")).checked();
    assertThat(cluster().plan()).contains("the namespace");

    admin.run("delete", "lease", "-n", "default", "--all").checked();
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    admin.create(lease(now.replace("Z", ".000000Z"))).checked();
    assertThatThrownBy(() -> cluster().plan())
        .isInstanceOf(StepFailed.class)
        .hasMessageStartingWith("An operator runs in the cluster, in namespace default: its Lease");

    String untold = "{\"spec\": {\"renewTime\": null}}";
    admin.run("patch", "lease", "residency-operator", "-n", "default", "-p", untold).checked();
    assertThatThrownBy(() -> cluster().plan()).isInstanceOf(StepFailed.class);
  }

  @Test
  void refusesClusterWithDeployment() {
    admin.run("create", "deployment", "mine", "--image=any", "-n", "default").checked();
    admin.run("label", "deployment", "mine", "-n", "default", "--overwrite", LABEL).checked();

    assertThatThrownBy(() -> cluster().plan())
        .isInstanceOf(StepFailed.class)
        .hasMessageContaining("in namespace default: the Deployment mine");
  }

  private static DemoOptions.Cluster options() {
    return new DemoOptions.Cluster(kube.kubeconfigFile().toString(), Optional.of("test"), false);
  }

  private static int run(String answer) throws Exception {
    return UserClusterRun.run(
        options(), false, Path.of(""), new BufferedReader(new StringReader(answer)));
  }

  private UserCluster cluster() {
    return new UserCluster(admin, namespace, PATIENCE);
  }

  private void policy(String where) {
    String policy =
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: mine, namespace: %s}
        spec:
          milvus: {uri: "http://127.0.0.1:1"}
          collection: articles
          rules: [{name: all, match: {globs: ["*"]}, state: Loaded}]
        """;
    admin.create(policy.formatted(where)).checked();
  }

  private static String lease(String renewed) {
    return """
    apiVersion: coordination.k8s.io/v1
    kind: Lease
    metadata: {name: residency-operator, namespace: default}
    spec: {holderIdentity: me, renewTime: "%s"}
    """
        .formatted(renewed);
  }

  /** Returns the names of all objects that a demo could create, but for terminating namespaces. */
  private Set<String> objects() {
    String kinds = "crd,clusterrole,clusterrolebinding,namespace,deployment,lease,secret,configmap";
    Set<String> objects =
        new TreeSet<>(admin.run("get", kinds, "-A", "-o", "name").checked().lines().toList());
    objects.removeIf(name -> name.startsWith("namespace/") && name.contains("demo-"));
    return objects;
  }

  private static int changes() {
    return (int)
        kube.requests().stream()
            .filter(request -> request.user().equals("admin"))
            .filter(request -> !request.verb().matches("get|list|watch"))
            .count();
  }
}
