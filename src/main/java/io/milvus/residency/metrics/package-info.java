/** Metrics for Prometheus; {@code docs/metrics.md} lists them. */
package io.milvus.residency.metrics;
