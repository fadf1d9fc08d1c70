package io.milvus.residency.metrics;

import static io.milvus.residency.metrics.MetricsScene.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.EventReason;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PlanEvent;
import io.milvus.residency.reconcile.EventRecorder;
import io.milvus.residency.reconcile.Policy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {

  private static final String URI = "http://milvus.test:19530";

  private final MetricsScene scene = new MetricsScene();

  @Test
  void countsPoliciesByNamespaceAndReady() {
    scene.policy("search", "a", URI, "True", "InSync");
    scene.policy("search", "b", URI, "True", "InSync");
    scene.policy("ads", "a", URI, "False", "Loading");
    scene.policy("ads", "new", URI, "", "");

    assertThat(scene.scrape().samples())
        .containsEntry(policies("search", "True", "InSync"), "2.0")
        .containsEntry(policies("ads", "False", "Loading"), "1.0")
        .containsEntry(policies("ads", "Unknown", "Unknown"), "1.0");
  }

  @Test
  void leavesPoliciesAndPartitionsToTheLeader() {
    MetricsScene complete = MetricsScene.complete();
    assertThat(complete.scrape().samples())
        .containsEntry("residency_leader", "1.0")
        .containsKey(policies("search", "False", "Loading"));
    complete.follow();

    Exposition scrape = complete.scrape();

    assertThat(scrape.samples()).containsEntry("residency_leader", "0.0");
    assertThat(scrape.text())
        .doesNotContain("residency_polic", "residency_partitions")
        .contains("residency_build_info", "residency_pass_overdue_seconds");
  }

  @Test
  void tellsForHowLongPoliciesHaveNotBeenReady() {
    scene.policy("search", "first", URI, "False", "LoadStuck");
    scene.later(Duration.ofSeconds(90));
    scene.policy("search", "second", URI, "False", "LoadStuck");
    scene.policy("search", "ready", URI, "True", "InSync");
    scene.later(Duration.ofSeconds(10));

    assertThat(scene.scrape().text())
        .containsOnlyOnce("residency_policy_not_ready_seconds{")
        .contains(
            "residency_policy_not_ready_seconds{policy_namespace=\"search\",reason=\"LoadStuck\"} 100.0");
  }

  @Test
  void countsPartitionOfSeveralPoliciesOnce() {
    scene.planned(
        scene.policy("search", "a", URI, "True", "InSync"),
        plan("p1", RuleState.LOADED, LoadState.LOADED, Reason.IN_SYNC),
        plan("p2", RuleState.LOADED, LoadState.LOADING, Reason.LOADING),
        plan("p3", RuleState.LOADED, LoadState.NOT_EXIST, Reason.PARTITION_NOT_FOUND));
    scene.planned(
        scene.policy("search", "b", URI, "True", "InSync"),
        plan("p1", RuleState.LOADED, LoadState.LOADED, Reason.IN_SYNC),
        plan("p2", RuleState.RELEASED, LoadState.LOADING, Reason.CONTESTED),
        plan("p4", RuleState.RELEASED, LoadState.LOADED, Reason.RELEASE_BLOCKED));

    Exposition scrape = scene.scrape();

    assertThat(scrape.value(partitions("desired", "articles"))).isEqualTo(3);
    assertThat(scrape.value(partitions("loaded", "articles"))).isEqualTo(1);
    assertThat(scrape.value(partitions("loading", "articles"))).isEqualTo(1);
    assertThat(scrape.value(partitions("missing", "articles"))).isEqualTo(1);
    assertThat(scrape.value(partitions("blocked", "articles"))).isEqualTo(1);
    assertThat(scrape.value(partitions("contested", "articles"))).isEqualTo(1);
  }

  @Test
  void addsUpCollectionsBeyondTheLimit() {
    Policy policy = scene.policy("search", "a", URI, "True", "InSync");
    for (int i = 0; i < PartitionMetrics.COLLECTIONS + 7; i++) {
      scene.planned(
          policy,
          "c%04d".formatted(i),
          plan("p", RuleState.LOADED, LoadState.LOADED, Reason.IN_SYNC));
    }

    Exposition scrape = scene.scrape();

    assertThat(
            scrape.value(
                "residency_partitions_loaded{collection=\"(other)\",database=\"(other)\","
                    + "milvus=\"(other)\"}"))
        .isEqualTo(7);
    assertThat(scrape.samples().keySet())
        .filteredOn(series -> series.startsWith("residency_partitions_loaded"))
        .hasSize(PartitionMetrics.COLLECTIONS + 1);
  }

  @Test
  void addsUpNamespacesBeyondTheLimit() {
    for (int i = 0; i < PolicyMetrics.NAMESPACES + 7; i++) {
      scene.policy("n%04d".formatted(i), "a", URI, "True", "InSync");
    }

    assertThat(scene.scrape().value(policies("(other)", "True", "InSync"))).isEqualTo(7);
  }

  @Test
  void addsUpServersBeyondTheLimit() {
    for (int i = 0; i < EndpointLabel.LIMIT + 7; i++) {
      String uri = "http://milvus-" + i + ".test:19530";
      scene.policy("search", "a" + i, uri, "True", "InSync");
      scene.metrics.calls().ended(uri, "GetVersion", Optional.empty());
      scene.metrics.passes().ended(uri, MetricsScene.failed(), Duration.ofSeconds(1));
    }

    Exposition scrape = scene.scrape();

    assertThat(
            scrape.value("residency_milvus_calls_total{method=\"GetVersion\",milvus=\"(other)\"}"))
        .isEqualTo(7);
    assertThat(scrape.samples().keySet())
        .filteredOn(series -> series.startsWith("residency_last_good_pass_age_seconds"))
        .hasSize(EndpointLabel.LIMIT + 1);
  }

  @Test
  void forgetsServersThatNoPolicyNames() {
    scene.policy("search", "a", URI, "True", "InSync");
    scene.metrics.calls().ended(URI, "GetVersion", Optional.of("TIMED_OUT"));
    scene.metrics.passes().ended(URI, MetricsScene.failed(), Duration.ofSeconds(1));
    assertThat(scene.scrape().text()).contains(URI);

    scene.forgetPolicies();

    assertThat(scene.scrape().text()).doesNotContain(URI);
  }

  @Test
  void tellsTheAgeOfTheLastCompletedPass() {
    scene.policy("search", "a", URI, "True", "InSync");
    String age = "residency_last_good_pass_age_seconds{milvus=\"" + URI + "\"}";
    scene.metrics.passes().ended(URI, MetricsScene.failed(), Duration.ofSeconds(1));
    scene.later(Duration.ofSeconds(5));
    scene.metrics.passes().ended(URI, MetricsScene.failed(), Duration.ofSeconds(1));
    assertThat(scene.scrape().value(age)).isEqualTo(5);

    scene.metrics.passes().ended(URI, scene.completed(), Duration.ofSeconds(1));
    scene.later(Duration.ofSeconds(3));
    scene.metrics.passes().ended(URI, MetricsScene.failed(), Duration.ofSeconds(1));

    assertThat(scene.scrape().value(age)).isEqualTo(3);
    assertThat(scene.scrape().samples())
        .containsEntry("residency_passes_total{milvus=\"" + URI + "\",result=\"Completed\"}", "1.0")
        .containsEntry(
            "residency_passes_total{milvus=\"" + URI + "\",result=\"MilvusUnreachable\"}", "3.0")
        .containsEntry("residency_pass_duration_seconds_count{milvus=\"" + URI + "\"}", "4");
  }

  @Test
  void countsChangesAndHandsThemOn() {
    EventRecorder changes = scene.changes();
    PolicyName policy = new PolicyName("search", "a");
    changes.done(MetricsScene.load());
    changes.corrected(MetricsScene.load(), 1);
    changes.repaired(Duration.ofSeconds(4));
    changes.refused(MetricsScene.load(), Reason.MILVUS_ERROR, "no");
    changes.warned(policy, EventReason.UNKNOWN_VERSION, "text");
    changes.noticed(new PlanEvent(policy, Reason.DRIFT_CONFLICT, "text"));

    assertThat(scene.handedOn).containsExactly("done", "refused", "warned", "noticed");
    assertThat(scene.scrape().samples())
        .containsEntry("residency_changes_total{action=\"load\"}", "1.0")
        .containsEntry("residency_changes_total{action=\"release\"}", "0.0")
        .containsEntry("residency_refused_changes_total{action=\"load\"}", "1.0")
        .containsEntry("residency_corrections_total{action=\"load\"}", "1.0")
        .containsEntry("residency_drift_repair_seconds_bucket{le=\"5.0\"}", "1");
  }

  @Test
  void tellsHowLongPassesHaveBeenOverdue() {
    scene.overdue(Duration.ofSeconds(12));

    assertThat(scene.scrape().value("residency_pass_overdue_seconds")).isEqualTo(12);
  }

  private static String policies(String namespace, String ready, String reason) {
    return "residency_policies{policy_namespace=\"%s\",ready=\"%s\",reason=\"%s\"}"
        .formatted(namespace, ready, reason);
  }

  private static String partitions(String state, String collection) {
    return "residency_partitions_%s{collection=\"%s\",database=\"default\",milvus=\"%s\"}"
        .formatted(state, collection, URI);
  }
}
