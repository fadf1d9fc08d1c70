package io.milvus.residency.app;

import com.sun.net.httpserver.HttpServer;
import io.javaoperatorsdk.operator.Operator;
import io.milvus.residency.collection.Passes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Serves {@code /healthz} and {@code /readyz}. Healthy means that no pass is stuck, which only a
 * restart would mend; ready means that the policies are watched, which an API server that is away
 * takes from it without a restart being of any use.
 */
final class Probes implements AutoCloseable {

  /** More than the deadlines of all calls of a pass over the largest collection. */
  private static final Duration STUCK = Duration.ofMinutes(10);

  private final HttpServer server;

  private Probes(HttpServer server) {
    this.server = server;
  }

  static Probes start(int port, Operator operator, Passes passes) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    serve(server, "/healthz", () -> stuck(passes));
    serve(server, "/readyz", () -> notWatching(operator));
    server.start();
    return new Probes(server);
  }

  private static Optional<String> stuck(Passes passes) {
    return passes
        .longestRunning()
        .filter(age -> age.compareTo(STUCK) > 0)
        .map(age -> "a pass has been running for " + age.toSeconds() + " s");
  }

  private static Optional<String> notWatching(Operator operator) {
    if (!operator.getRuntimeInfo().isStarted()) {
      return Optional.of("starting");
    }
    return operator.getRuntimeInfo().allEventSourcesAreHealthy()
        ? Optional.empty()
        : Optional.of("the API server can't be watched");
  }

  private static void serve(HttpServer server, String path, Supplier<Optional<String>> trouble) {
    server.createContext(
        path,
        exchange -> {
          Optional<String> found = trouble.get();
          byte[] body = (found.orElse("ok") + "\n").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
          exchange.sendResponseHeaders(found.isEmpty() ? 200 : 503, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
