package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several operators, of which one leads. */
@ExtendWith(RealParts.Extension.class)
class HighAvailabilityIT {

  private static final String LEADS = "This replica leads";
  private static final String FOLLOWS = "Started: ";

  private final String collection = MilvusUser.uniqueName("available");
  @TempDir private Path folder;
  private RealParts parts;
  private String namespace;

  @BeforeEach
  void createCollection(RealParts parts) {
    this.parts = parts;
    namespace = parts.createNamespace();
    parts.user().createCollection(collection, "de", "old");
    kubectl("create", "role", "lease", "--verb=get,create,update", "--resource=leases");
    kubectl(
        "create",
        "rolebinding",
        "lease",
        "--role=lease",
        "--serviceaccount=" + RealParts.SYSTEM_NAMESPACE + ":" + RealParts.SERVICE_ACCOUNT);
  }

  private void kubectl(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "-n";
    all[arguments.length + 1] = namespace;
    parts.kube().kubectl(all).checked();
  }

  /** Creates the Lease as its last holder has left it: the first one is waited for. */
  private void lease(String holder, int seconds) {
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withName("residency-operator")
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(holder)
            .withLeaseDurationSeconds(seconds)
            .endSpec()
            .build();
    parts.kube().admin().resource(lease).create();
  }

  private void apply(String rules) {
    parts
        .kube()
        .apply(
            """
            apiVersion: residency.milvus.io/v1alpha1
            kind: PartitionLoadPolicy
            metadata: {name: serving, namespace: %s}
            spec:
              milvus: {uri: "%s"}
              collection: %s
              interval: 5s
              safety: {releaseDelay: 20s, maxReleasePerChange: 100%%}
              rules:
                - {name: serving, match: {names: [de]}, state: Loaded}
            %s"""
                .formatted(namespace, parts.milvus().uri(), collection, rules.indent(4)))
        .checked();
  }

  private Replica leader() throws IOException {
    lease("", 1);
    return new Replica(parts, namespace, folder.resolve("leader")).awaitOutput(LEADS);
  }

  private Replica follower() throws IOException {
    return new Replica(parts, namespace, folder.resolve("follower")).awaitOutput(FOLLOWS);
  }

  private void awaitState(String partition, String state) {
    OperatorFixture.soon(partition + " is " + state)
        .until(() -> parts.user().loadState(collection, partition), state::equals);
  }

  @Test
  void followsWithoutChangingAnythingWhileAnotherLeads() throws Exception {
    lease("another", 3600);
    apply("");
    try (Replica follower = follower()) {
      OperatorFixture.soon("the follower has asked for the lease again and again")
          .until(() -> requests("get").size() > 5);

      assertThat(requests("create", "update", "patch", "delete")).isEmpty();
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("NotLoad");
      assertThat(follower.process().output()).doesNotContain(LEADS, "ERROR");
      assertThat(follower.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(follower.get("/metrics").body())
          .contains("residency_leader 0.0")
          .doesNotContain("residency_policies", "residency_milvus_calls_total{");
    }
  }

  private List<String> requests(String... verbs) {
    return parts.kube().requests().stream()
        .filter(request -> request.user().endsWith(":" + RealParts.SERVICE_ACCOUNT))
        .filter(request -> request.uri().contains("/namespaces/" + namespace + "/"))
        .filter(request -> List.of(verbs).contains(request.verb()))
        .map(request -> request.verb() + " " + request.uri())
        .toList();
  }

  @Test
  void handsOverWhenLeaderIsToldToStop() throws Exception {
    try (Replica leader = leader();
        Replica follower = follower()) {
      apply("");
      awaitState("de", "Loaded");
      int lists = requests("list").size();

      leader.process().terminate();

      follower.awaitOutput(LEADS);
      assertThat(leader.process().output())
          .contains("Stopping")
          .doesNotContain("ERROR", "The lease");
      parts.user().release(collection, "de");
      awaitState("de", "Loaded");
      assertThat(requests("list")).as("the follower knew the policies").hasSize(lists);
      assertThat(follower.get("/metrics").body())
          .contains("residency_leader 1.0", "residency_policies{");
    }
  }

  @Test
  void takesOverFromLeaderThatWasKilled() throws IOException {
    try (Replica leader = leader();
        Replica follower = follower()) {
      apply("");
      awaitState("de", "Loaded");

      leader.process().close();
      parts.user().release(collection, "de");

      follower.awaitOutput(LEADS);
      awaitState("de", "Loaded");
    }
  }

  @Test
  void releasesNothingWhenLeaseConnectionHangs() throws IOException {
    try (Replica leader = leader();
        Replica follower = follower()) {
      awaitReleaseThatOnlyWaits();
      leader.relay().hang();
      apply("- {name: old, match: {names: [old]}, state: Loaded}");

      follower.awaitOutput(LEADS);
      awaitReleaseNotMade(leader);
      leader.relay().flow();

      awaitEnd(leader);
      assertThat(parts.user().loadState(collection, "old")).isEqualTo("Loaded");
      assertThat(leader.process().output() + follower.process().output())
          .doesNotContain("Released old");
    }
  }

  @Test
  void releasesNothingAfterFreezeOfLeader() throws IOException {
    try (Replica leader = leader();
        Replica follower = follower()) {
      awaitReleaseThatOnlyWaits();
      leader.process().signal("STOP");
      // When it goes on, it has learned neither of the edit nor of the new leader.
      leader.relay().hang();
      follower.awaitOutput(LEADS);
      apply("- {name: old, match: {names: [old]}, state: Loaded}");
      OperatorFixture.soon("the follower reports the edit")
          .until(() -> status("{.status.observedGeneration}"), "2"::equals);
      leader.process().signal("CONT");

      awaitReleaseNotMade(leader);
      leader.relay().flow();

      awaitEnd(leader);
      assertThat(parts.user().loadState(collection, "old")).isEqualTo("Loaded");
    }
  }

  /**
   * Waits for a release that waits for nothing but its delay. It is not the first one of its edit:
   * for that, the API server would be needed to record the edit.
   */
  private void awaitReleaseThatOnlyWaits() {
    apply("- {name: old, match: {names: [old]}, state: Released}");
    awaitReason("InSync");
    parts.user().load(collection, "old");
    awaitReason("ReleasePending");
  }

  /** Either the leadership has ended, or the watch counts as dead, which holds releases, too. */
  private void awaitReleaseNotMade(Replica leader) {
    OperatorFixture.soon("the release is not made")
        .until(
            () -> leader.process().output(),
            output ->
                output.contains("ReleasePartitions " + collection + " [old]: not made")
                    || output.contains("Nothing received from the API server"));
  }

  private void awaitReason(String reason) {
    OperatorFixture.soon("the policy is " + reason)
        .until(() -> status("{.status.conditions[0].reason}"), reason::equals);
  }

  private String status(String path) {
    return parts
        .kube()
        .kubectl("get", "plp", "serving", "-n", namespace, "-o", "jsonpath=" + path)
        .output();
  }

  private static void awaitEnd(Replica leader) {
    OperatorFixture.soon("the former leader ends").until(() -> !leader.process().alive());
    assertThat(leader.process().output()).contains("Another replica has taken the lease");
  }
}
