package io.milvus.residency.app;

import io.javaoperatorsdk.operator.Operator;
import io.milvus.residency.metrics.OperatorMetrics;
import io.milvus.residency.reconcile.PassScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The endpoints {@code /healthz}, {@code /readyz} and {@code /metrics}. The operator is healthy
 * while no pass is stuck, because only a restart ends a stuck pass. It is ready while the policies
 * are watched; if the API server is down, a restart would not help.
 */
final class Probes implements AutoCloseable {

  /** Longer than the deadlines of all calls of a pass over the largest collection together. */
  private static final Duration STUCK = Duration.ofMinutes(10);

  private final HttpListener listener;

  private Probes(HttpListener listener) {
    this.listener = listener;
  }

  static Probes start(int port, Operator operator, PassScheduler passes, Supplier<String> metrics)
      throws IOException {
    return new Probes(
        HttpListener.start(
            port,
            path ->
                switch (path) {
                  case "/healthz" -> Optional.of(text(stuck(passes)));
                  case "/readyz" -> Optional.of(text(notWatching(operator)));
                  case "/metrics" ->
                      Optional.of(
                          new HttpExchange.Response(200, OperatorMetrics.type(), metrics.get()));
                  default -> Optional.empty();
                }));
  }

  private static Optional<String> stuck(PassScheduler passes) {
    return passes
        .longestRunning()
        .filter(age -> age.compareTo(STUCK) > 0)
        .map(
            age ->
                "a pass has been running for "
                    + age.toSeconds()
                    + " s (limit: "
                    + STUCK.toSeconds()
                    + " s)");
  }

  private static Optional<String> notWatching(Operator operator) {
    if (!operator.getRuntimeInfo().isStarted()) {
      return Optional.of("starting");
    }
    return operator.getRuntimeInfo().allEventSourcesAreHealthy()
        ? Optional.empty()
        : Optional.of("the API server can't be watched");
  }

  private static HttpExchange.Response text(Optional<String> trouble) {
    return new HttpExchange.Response(trouble.isEmpty() ? 200 : 503, trouble.orElse("ok") + "\n");
  }

  int port() {
    return listener.port();
  }

  @Override
  public void close() {
    listener.close();
  }
}
