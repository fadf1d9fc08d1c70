package io.milvus.residency.metrics;

import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.reconcile.PassRecorder;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The passes: how many, how long they took, and when the last good one was. */
final class PassMetrics implements PassRecorder {

  /** The result of a pass that has read and planned for its collection. */
  private static final String COMPLETED = "Completed";

  private final EndpointLabel endpoints;
  private final InstantSource steady;
  private final Counter passes;
  private final Histogram durations;

  /** The end of the last good pass for each server, or of the first pass if none was good. */
  private final Map<String, Instant> good = new ConcurrentHashMap<>();

  PassMetrics(PrometheusRegistry registry, EndpointLabel endpoints, InstantSource steady) {
    this.endpoints = endpoints;
    this.steady = steady;
    this.passes =
        Counter.builder()
            .name("residency_passes_total")
            .help("Passes that have ended: Completed, or the reason why there is no plan.")
            .labelNames("milvus", "result")
            .withoutExemplars()
            .register(registry);
    this.durations =
        Histogram.builder()
            .name("residency_pass_duration_seconds")
            .help("How long passes took.")
            .labelNames("milvus")
            .classicOnly()
            .classicUpperBounds(0.1, 0.5, 1, 5, 15, 60, 300)
            .withoutExemplars()
            .register(registry);
    GaugeWithCallback.builder()
        .name("residency_last_good_pass_age_seconds")
        .help("The time since the last completed pass; since the first pass if none was completed.")
        .labelNames("milvus")
        .callback(
            gauge -> good.forEach((endpoint, end) -> gauge.call(seconds(since(end)), endpoint)))
        .register(registry);
  }

  @Override
  public void ended(String endpoint, PassOutcome outcome, Duration took) {
    String label = endpoints.of(endpoint);
    String result =
        outcome instanceof PassOutcome.Failed failed ? failed.reason().toString() : COMPLETED;
    passes.labelValues(label, result).inc();
    durations.labelValues(label).observe(seconds(took));
    if (result.equals(COMPLETED)) {
      good.put(label, steady.instant());
    } else {
      good.putIfAbsent(label, steady.instant());
    }
  }

  /** Drops the series of servers that are no longer known. */
  void tidy() {
    passes.removeIf(labels -> !endpoints.has(labels.get(0)));
    durations.removeIf(labels -> !endpoints.has(labels.get(0)));
    good.keySet().removeIf(label -> !endpoints.has(label));
  }

  private Duration since(Instant moment) {
    return Duration.between(moment, steady.instant());
  }

  /** Returns a duration in seconds, as all metrics have it. */
  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
