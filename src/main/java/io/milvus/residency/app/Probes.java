package io.milvus.residency.app;

import io.javaoperatorsdk.operator.Operator;
import io.milvus.residency.leader.LeaderElector;
import io.milvus.residency.metrics.OperatorMetrics;
import io.milvus.residency.reconcile.PassScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The endpoints {@code /healthz}, {@code /readyz} and {@code /metrics}. The operator is healthy
 * while no pass is stuck and its threads make progress, because only a restart helps otherwise. It
 * is ready while the policies are watched; if the API server is down, a restart would not help.
 */
final class Probes implements AutoCloseable {

  /** Longer than the deadlines of all calls of a pass over the largest collection together. */
  private static final Duration STUCK = Duration.ofMinutes(10);

  /** Much longer than a thread that has an attempt each second or two needs for one. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final HttpListener listener;

  /**
   * A thread that never rests for long.
   *
   * @param name the name of the thread, for messages
   * @param idle returns how long the thread has made no progress
   */
  record Worker(String name, Supplier<Duration> idle) {}

  private Probes(HttpListener listener) {
    this.listener = listener;
  }

  /** Returns the threads of an operator. */
  static List<Worker> workers(PassTimer timer, Optional<LeaderElector> elector) {
    return Stream.concat(
            Stream.of(new Worker("timer", timer::idle)),
            elector.stream().map(e -> new Worker("leader", e::idle)))
        .toList();
  }

  static Probes start(
      int port,
      Operator operator,
      PassScheduler passes,
      List<Worker> workers,
      Supplier<String> metrics)
      throws IOException {
    return new Probes(
        HttpListener.start(
            port,
            path ->
                switch (path) {
                  case "/healthz" -> Optional.of(text(stuck(passes).or(() -> idle(workers))));
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

  private static Optional<String> idle(List<Worker> workers) {
    return workers.stream()
        .filter(worker -> worker.idle().get().compareTo(IDLE) > 0)
        .map(
            worker ->
                "the thread "
                    + worker.name()
                    + " has made no progress for "
                    + worker.idle().get().toSeconds()
                    + " s (limit: "
                    + IDLE.toSeconds()
                    + " s)")
        .findFirst();
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
