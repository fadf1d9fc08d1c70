package io.milvus.residency.metrics;

import io.milvus.residency.api.EventReason;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PlanEvent;
import io.milvus.residency.plan.Step;
import io.milvus.residency.reconcile.EventRecorder;
import io.milvus.residency.reconcile.PolicySnapshot;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** The changes made in Milvus, and how soon drift was repaired. */
final class ChangeMetrics {

  private final Counter changes;
  private final Counter refusals;
  private final Counter corrections;
  private final Histogram repairs;

  ChangeMetrics(PrometheusRegistry registry) {
    this.changes =
        counter(
            registry, "residency_changes_total", "Partitions whose change Milvus has accepted.");
    this.refusals =
        counter(
            registry,
            "residency_refused_changes_total",
            "Partitions whose change Milvus has refused.");
    this.corrections =
        counter(
            registry,
            "residency_corrections_total",
            "Partitions whose change Milvus has accepted and that had left the wanted state without the operator.");
    this.repairs =
        Histogram.builder()
            .name("residency_drift_repair_seconds")
            .help("The time from the pass that saw drift to the pass that saw it repaired.")
            .classicOnly()
            .classicUpperBounds(1, 5, 15, 30, 60, 300, 900, 3600)
            .withoutExemplars()
            .register(registry);
    for (String action : new String[] {"load", "release", "cancel"}) {
      changes.initLabelValues(action);
      refusals.initLabelValues(action);
    }
    corrections.initLabelValues("load");
    corrections.initLabelValues("release");
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames("action")
        .withoutExemplars()
        .register(registry);
  }

  /** Returns a recorder that counts, and hands everything on to another one. */
  EventRecorder counting(EventRecorder next) {
    return new Counting(next);
  }

  private static String action(Step step) {
    if (step instanceof Step.Cancel) {
      return "cancel";
    }
    return step instanceof Step.Load ? "load" : "release";
  }

  private final class Counting implements EventRecorder {

    private final EventRecorder next;

    private Counting(EventRecorder next) {
      this.next = next;
    }

    @Override
    public EventRecorder among(PolicySnapshot policies) {
      return new Counting(next.among(policies));
    }

    @Override
    public void done(Step step) {
      changes.labelValues(action(step)).inc(step.changes().size());
      next.done(step);
    }

    @Override
    public void corrected(Step step, int partitions) {
      corrections.labelValues(action(step)).inc(partitions);
      next.corrected(step, partitions);
    }

    @Override
    public void repaired(Duration after) {
      repairs.observe(PassMetrics.seconds(after));
      next.repaired(after);
    }

    @Override
    public void refused(Step step, Reason reason, String message) {
      refusals.labelValues(action(step)).inc(step.changes().size());
      next.refused(step, reason, message);
    }

    @Override
    public void warned(PolicyName policy, EventReason reason, String message) {
      next.warned(policy, reason, message);
    }

    @Override
    public void noticed(PlanEvent planEvent) {
      next.noticed(planEvent);
    }
  }
}
