package io.milvus.residency.metrics;

import io.milvus.residency.milvus.CallRecorder;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;

/** The calls to Milvus and the faults that they ended with. */
final class CallMetrics implements CallRecorder {

  private final EndpointLabel endpoints;
  private final Counter calls;
  private final Counter faults;

  CallMetrics(PrometheusRegistry registry, EndpointLabel endpoints) {
    this.endpoints = endpoints;
    this.calls =
        Counter.builder()
            .name("residency_milvus_calls_total")
            .help("Calls to Milvus that have ended.")
            .labelNames("milvus", "method")
            .withoutExemplars()
            .register(registry);
    this.faults =
        Counter.builder()
            .name("residency_milvus_faults_total")
            .help("Calls to Milvus that have failed, by the fault of docs/faults.md.")
            .labelNames("milvus", "fault")
            .withoutExemplars()
            .register(registry);
  }

  @Override
  public void ended(String endpoint, String method, Optional<String> fault) {
    String label = endpoints.of(endpoint);
    calls.labelValues(label, method).inc();
    fault.ifPresent(name -> faults.labelValues(label, name).inc());
  }

  /** Drops the series of servers that are no longer known. */
  void tidy() {
    calls.removeIf(labels -> !endpoints.has(labels.get(0)));
    faults.removeIf(labels -> !endpoints.has(labels.get(0)));
  }
}
