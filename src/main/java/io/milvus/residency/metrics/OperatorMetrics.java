package io.milvus.residency.metrics;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.milvus.CallRecorder;
import io.milvus.residency.reconcile.Clocks;
import io.milvus.residency.reconcile.EventRecorder;
import io.milvus.residency.reconcile.PassRecorder;
import io.milvus.residency.reconcile.PassResult;
import io.milvus.residency.reconcile.Policy;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The metrics of the operator. What happens is counted when it happens; what is there, is computed
 * at each scrape from the policies and the last results, so that it can't come to differ from them.
 */
public final class OperatorMetrics {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final EndpointLabel endpoints = new EndpointLabel();
  private final Clocks clocks;
  private final CallMetrics calls;
  private final PassMetrics passes;
  private final ChangeMetrics changes;

  /**
   * The state of the operator at the time of a scrape. Nothing of it may block.
   *
   * @param leads returns whether this replica leads
   * @param policies returns all policies
   * @param results returns the last result for each policy
   * @param overdue returns how long the pass that waits for longest has been due
   */
  public record State(
      BooleanSupplier leads,
      Supplier<Stream<Policy>> policies,
      Supplier<List<PassResult>> results,
      Supplier<Duration> overdue) {}

  /**
   * Creates the metrics; all counters are zero.
   *
   * @param version the version of the operator
   */
  public OperatorMetrics(String version, Clocks clocks) {
    this.clocks = clocks;
    this.calls = new CallMetrics(registry, endpoints);
    this.passes = new PassMetrics(registry, endpoints, clocks.steady());
    this.changes = new ChangeMetrics(registry);
    Info.builder()
        .name("residency_build_info")
        .help("The version of the operator.")
        .labelNames("version")
        .register(registry)
        .addLabelValues(version);
  }

  /** Returns the counter of calls. */
  public CallRecorder calls() {
    return calls;
  }

  /** Returns the counter of passes. */
  public PassRecorder passes() {
    return passes;
  }

  /** Returns a recorder that counts changes, and hands everything on to another one. */
  public EventRecorder changes(EventRecorder next) {
    return changes.counting(next);
  }

  /** Returns the media type of {@link #text}. */
  public static String type() {
    return "text/plain; version=0.0.4";
  }

  /**
   * Returns all metrics in the text format of Prometheus. Only the replica that leads counts
   * policies and partitions, so that the sum over all replicas counts each once.
   */
  public String text(State state) {
    List<Policy> policies = state.policies().get().toList();
    tidy(policies);
    boolean leads = state.leads().getAsBoolean();
    Gauges leader = new Gauges("residency_leader", "1 while this replica leads, or else 0.");
    leader.add(leads ? 1 : 0);
    Gauges overdue =
        new Gauges(
            "residency_pass_overdue_seconds", "How long the longest waiting pass has been due.");
    overdue.add(PassMetrics.seconds(state.overdue().get()));
    List<Gauges> computed = new ArrayList<>(List.of(leader, overdue));
    if (leads) {
      computed.addAll(new PolicyMetrics(policies, clocks.wall().instant()).gauges());
      computed.addAll(new PartitionMetrics(state.results().get()).gauges());
    }
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    registry.scrape().forEach(all::metricSnapshot);
    computed.stream().map(Gauges::snapshot).forEach(all::metricSnapshot);
    return text(all.build());
  }

  /** Frees the series of servers that no policy names any more. */
  private void tidy(List<Policy> policies) {
    Set<String> used =
        policies.stream().map(policy -> policy.collectionRef().connection().uri()).collect(toSet());
    endpoints.retain(used);
    calls.tidy();
    passes.tidy();
  }

  private static String text(MetricSnapshots snapshots) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(bytes, snapshots, EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
