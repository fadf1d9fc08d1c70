package io.milvus.residency.metrics;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EventReason;
import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.plan.PlanEvent;
import io.milvus.residency.plan.PolicyPlan;
import io.milvus.residency.plan.Step;
import io.milvus.residency.reconcile.Clocks;
import io.milvus.residency.reconcile.EventRecorder;
import io.milvus.residency.reconcile.PassResult;
import io.milvus.residency.reconcile.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Metrics of an operator that exists only as far as metrics see it. */
public final class MetricsScene {

  private Instant now = Instant.parse("2026-11-27T10:00:00Z");
  private Duration overdue = Duration.ZERO;
  private boolean leads = true;
  private final List<Policy> policies = new ArrayList<>();
  private final List<PassResult> results = new ArrayList<>();
  final List<String> handedOn = new ArrayList<>();
  final OperatorMetrics metrics = new OperatorMetrics("1.2.3", new Clocks(() -> now, () -> now));

  /** Returns a scene in which each metric has a series. */
  public static MetricsScene complete() {
    MetricsScene scene = new MetricsScene();
    Policy policy =
        scene.policy("search", "serving", "http://milvus.test:19530", "False", "Loading");
    scene.planned(policy, plan("a", RuleState.LOADED, LoadState.LOADED, Reason.IN_SYNC));
    scene
        .metrics
        .calls()
        .ended("http://milvus.test:19530", "HasCollection", Optional.of("TIMED_OUT"));
    scene.metrics.passes().ended("http://milvus.test:19530", failed(), Duration.ofSeconds(1));
    EventRecorder changes = scene.changes();
    changes.done(load());
    changes.corrected(load(), 1);
    changes.repaired(Duration.ofSeconds(1));
    return scene;
  }

  void later(Duration time) {
    now = now.plus(time);
  }

  void follow() {
    leads = false;
  }

  void overdue(Duration time) {
    overdue = time;
  }

  Policy policy(String namespace, String name, String uri, String ready, String reason) {
    PolicySpec spec =
        Serialization.unmarshal(
            """
            milvus: {uri: "%s"}
            collection: articles
            rules: [{name: all, match: {names: [a]}, state: Loaded}]
            """
                .formatted(uri),
            PolicySpec.class);
    Policy policy =
        Policy.of(
            new PolicyName(namespace, name),
            "uid",
            1,
            spec,
            Annotations.NONE,
            status(ready, reason));
    policies.add(policy);
    return policy;
  }

  private PolicyStatus status(String ready, String reason) {
    return ready.isEmpty()
        ? PolicyStatus.EMPTY
        : new PolicyStatus(
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(
                new ConditionBuilder()
                    .withType("Ready")
                    .withStatus(ready)
                    .withReason(reason)
                    .withLastTransitionTime(now.toString())
                    .build()));
  }

  void forgetPolicies() {
    policies.clear();
  }

  void planned(Policy policy, PartitionPlan... plans) {
    planned(policy, "articles", plans);
  }

  void planned(Policy policy, String collection, PartitionPlan... plans) {
    results.add(new PassResult(policy, completed(collection, plans)));
  }

  /** Returns the outcome of a pass that has made a plan. */
  PassOutcome completed() {
    return completed("articles");
  }

  private PassOutcome completed(String collection, PartitionPlan... plans) {
    return new PassOutcome.Planned(
        new ObservedCollection(
            new CollectionId(1, now), collection, false, List.of(), Optional.empty()),
        new PolicyPlan(
            List.of(plans),
            List.of(),
            Optional.empty(),
            List.of(),
            Claim.Recorded.NONE,
            Optional.empty(),
            Optional.empty()));
  }

  static PartitionPlan plan(String name, RuleState desired, LoadState actual, Reason reason) {
    return new PartitionPlan(name, desired, actual, 0, "all", reason, "", Optional.empty());
  }

  static PassOutcome failed() {
    return new PassOutcome.Failed(Reason.MILVUS_UNREACHABLE, "No connection.");
  }

  static Step load() {
    return new Step.Load(
        List.of(
            new Step.PartitionChange(
                new Partition(1L, "a", Instant.EPOCH, LoadState.NOT_LOAD, 0),
                new PolicyName("search", "serving"),
                "all")),
        LoadSettings.SERVER_DEFAULT,
        LoadPriority.HIGH);
  }

  EventRecorder changes() {
    return metrics.changes(
        new EventRecorder() {
          @Override
          public void done(Step step) {
            handedOn.add("done");
          }

          @Override
          public void refused(Step step, Reason reason, String message) {
            handedOn.add("refused");
          }

          @Override
          public void warned(PolicyName policy, EventReason reason, String message) {
            handedOn.add("warned");
          }

          @Override
          public void noticed(PlanEvent planEvent) {
            handedOn.add("noticed");
          }
        });
  }

  /** Returns what a scrape gets now. */
  public Exposition scrape() {
    return new Exposition(
        metrics.text(
            new OperatorMetrics.State(
                () -> leads, policies::stream, () -> results, () -> overdue)));
  }
}
