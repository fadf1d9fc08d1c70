package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.grpc.GetReplicasResponse;
import io.milvus.grpc.LoadPartitionsRequest;
import io.milvus.grpc.ReplicaInfo;
import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replicas and resource groups may change although no partition does. */
class LoadSettingsTest {

  private static final Duration LATER = Duration.ofMinutes(11);

  @RegisterExtension private final PassExtension passes = new PassExtension();

  private final ScriptedMilvus server = passes.server;
  private final MilvusUser user = passes.user;
  private final PassFixture operator = passes.operator;

  @Test
  void readsLoadSettingsBeforeEachLoad() {
    user.createCollection("articles", "de", "fr");
    server.setPollsUntilLoaded(0);
    user.load("articles", "fr");
    server.fail(
        "LoadPartitions", 1100, "can't change the replica number for loaded partitions: invalid");
    operator.apply(
        "serving",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: de, match: {names: [de]}, state: Loaded}]
        """
            .formatted(server.uri()));

    operator.pass(LATER);
    for (int i = 0; i < 3; i++) {
      int tried = server.received("LoadPartitions").size();
      int asked = server.received("GetReplicas").size();
      operator.pass(LATER);
      assertThat(server.received("LoadPartitions")).hasSize(tried + 1);
      assertThat(server.received("GetReplicas")).hasSize(asked + 1);
      assertThat(operator.partitionPlans("serving").get("de").reason())
          .isEqualTo(Reason.LOAD_SETTINGS_MISMATCH);
    }
  }

  @Test
  void skipsLoadSettingsWhenNothingIsToLoad() {
    user.createCollection("articles", "de");
    server.setPollsUntilLoaded(0);
    operator.apply(
        "serving",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: de, match: {names: [de]}, state: Loaded}]
        """
            .formatted(server.uri()));
    operator.pass(LATER);
    operator.pass(LATER);
    int asked = server.received("GetReplicas").size();

    operator.pass(LATER);

    assertThat(server.received("GetReplicas")).hasSize(asked);
  }

  @Test
  void keepsResourceGroupThatPolicyOfAnotherConnectionNames() {
    user.createCollection("articles", "de", "fr");
    server.addResourceGroup("hot", 2);
    server.setPollsUntilLoaded(0);
    String spec =
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
        load: %s
        """;
    operator.apply("names", spec.formatted(server.uri(), "de", "{resourceGroups: [hot]}"));
    operator.pass(LATER);
    String other = server.uri().replace("127.0.0.1", "localhost");
    operator.apply("leaves", spec.formatted(other, "fr", "{settings: Server}"));

    operator.pass(LATER);
    operator.pass(LATER);

    assertThat(server.received("LoadPartitions"))
        .hasSizeGreaterThan(1)
        .extracting(call -> ((LoadPartitionsRequest) call.request()).getResourceGroupsList())
        .allSatisfy(groups -> assertThat(groups).containsExactly("hot"));
  }

  @Test
  void leavesSettingsToMilvusAtLowPriority() {
    user.createCollection("articles", "de", "fr");
    server.setPollsUntilLoaded(0);
    user.load("articles", "fr");
    apply("{settings: Server, priority: Low}");

    operator.pass(LATER);

    assertThat(sent().getPartitionNamesList()).containsExactly("de");
    assertThat(sent().getReplicaNumber()).isZero();
    assertThat(sent().getResourceGroupsList()).isEmpty();
    assertThat(sent().getLoadParamsMap()).isEqualTo(Map.of("load_priority", "low"));
  }

  @Test
  void repeatsSettingsOfTheCollectionAtHighPriority() {
    user.createCollection("articles", "de", "fr");
    server.setPollsUntilLoaded(0);
    user.load("articles", "fr");
    apply("{}");

    operator.pass(LATER);

    assertThat(sent().getReplicaNumber()).isEqualTo(1);
    assertThat(sent().getResourceGroupsList()).containsExactly("__default_resource_group");
    assertThat(sent().getLoadParamsMap()).isEmpty();
  }

  /** Milvus would refuse the load, or move the replicas. */
  @Test
  void reportsUnevenReplicasWithoutAskingForLoads() {
    server.setVersion("v2.6.6");
    user.createCollection("articles", "de", "fr");
    server.setPollsUntilLoaded(0);
    user.load("articles", "fr");
    server.alter("GetReplicas", GetReplicasResponse.class, LoadSettingsTest::uneven);
    int before = server.received("LoadPartitions").size();
    apply("{}");

    operator.pass(LATER);
    operator.pass(LATER);

    assertThat(server.received("LoadPartitions")).hasSize(before);
    assertThat(operator.partitionPlans("serving").get("de").reason())
        .isEqualTo(Reason.LOAD_SETTINGS_MISMATCH);
    PassOutcome.Planned outcome = (PassOutcome.Planned) operator.outcome("serving");
    assertThat(outcome.policyPlan().issues())
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.reason()).isEqualTo(Reason.LOAD_SETTINGS_MISMATCH);
              assertThat(issue.message()).contains("3 replicas in cold, hot", "alter_collection");
            });

    server.behave();
    operator.pass(LATER);
    assertThat(server.received("LoadPartitions")).hasSize(before + 1);
  }

  private static GetReplicasResponse uneven(GetReplicasResponse seen) {
    GetReplicasResponse.Builder replicas = seen.toBuilder().clearReplicas();
    List.of("hot", "hot", "cold")
        .forEach(
            group -> replicas.addReplicas(ReplicaInfo.newBuilder().setResourceGroupName(group)));
    return replicas.build();
  }

  private void apply(String load) {
    operator.apply(
        "serving",
        """
        milvus: {uri: "%s"}
        collection: articles
        rules: [{name: de, match: {names: [de]}, state: Loaded}]
        load: %s
        """
            .formatted(server.uri(), load));
  }

  private LoadPartitionsRequest sent() {
    List<LoadPartitionsRequest> requests =
        server.received("LoadPartitions").stream()
            .map(call -> (LoadPartitionsRequest) call.request())
            .toList();
    return requests.get(requests.size() - 1);
  }
}
