package io.milvus.residency.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of one gauge by its labels, computed for one scrape. */
final class Gauges {

  private final String name;
  private final String help;
  private final String[] labelNames;
  private final Map<List<String>, Double> values = new LinkedHashMap<>();

  Gauges(String name, String help, String... labelNames) {
    this.name = name;
    this.help = help;
    this.labelNames = labelNames;
  }

  /** Adds to a value. */
  void add(double more, String... labels) {
    values.merge(List.of(labels), more, Double::sum);
  }

  /** Raises a value to another one. */
  void max(double other, String... labels) {
    values.merge(List.of(labels), other, Math::max);
  }

  GaugeSnapshot snapshot() {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (labels, value) ->
            builder.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .value(value)
                    .labels(Labels.of(labelNames, labels.toArray(String[]::new)))
                    .build()));
    return builder.build();
  }
}
