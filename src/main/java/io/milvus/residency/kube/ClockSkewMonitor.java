package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.reconcile.Clocks;
import io.milvus.residency.reconcile.Clocks.Reading;
import io.milvus.residency.threads.DaemonThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A comparison of the operator's clock with the API server's, every 30 s. A wrong clock would close
 * windows and end delays at the wrong time. Between two comparisons, the steady clock shows whether
 * the wall clock was set.
 */
public final class ClockSkewMonitor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClockSkewMonitor.class);
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Duration TOLERANCE = Duration.ofSeconds(60);

  /** The validity of a comparison; a few in a row may fail. */
  private static final Duration HOLDS = Duration.ofMinutes(3);

  private final KubernetesClient client;
  private final Clocks clocks;
  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(DaemonThreadFactory.named("api-clock"));
  private final ScheduledFuture<?> comparing;

  /** True while an extra comparison is scheduled. */
  private final AtomicBoolean asked = new AtomicBoolean();

  private volatile Optional<Comparison> last = Optional.empty();

  private record Comparison(Reading at, Duration ahead) {}

  /** Compares the clocks, which may take some seconds, and starts the regular comparisons. */
  public ClockSkewMonitor(KubernetesClient client, Clocks clocks) {
    this.client = client;
    this.clocks = clocks;
    compare();
    comparing =
        background.scheduleWithFixedDelay(
            this::compare, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns why the clock can't be trusted, as text for users; empty if it can. */
  public List<String> doubts() {
    Reading now = clocks.read();
    Optional<Comparison> comparison =
        last.filter(c -> c.at().steady().isAfter(now.steady().minus(HOLDS)));
    if (comparison.isEmpty()) {
      return List.of("the operator's clock could not be compared with the API server's");
    }
    if (now.jumpedSince(comparison.get().at())) {
      compareSoon();
      return List.of("the operator's clock was set and must be compared with the API server's");
    }
    Duration ahead = comparison.get().ahead().plus(now.jumpSince(comparison.get().at()));
    return ahead.abs().compareTo(TOLERANCE) <= 0
        ? List.of()
        : List.of(
            "the operator's clock is "
                + ahead.abs().toSeconds()
                + " s "
                + (ahead.isNegative() ? "behind" : "ahead of")
                + " the API server's (limit: "
                + TOLERANCE.toSeconds()
                + " s)");
  }

  private void compareSoon() {
    if (asked.compareAndSet(false, true)) {
      try {
        background.execute(this::compare);
      } catch (RejectedExecutionException e) {
        LOG.debug("Clock not compared, closed");
      }
    }
  }

  private void compare() {
    asked.set(false);
    try {
      Reading before = clocks.read();
      Instant server = ApiServerTime.read(client);
      Reading after = clocks.read();
      if (after.jumpedSince(before)) {
        return;
      }
      // The header has whole seconds, and was written between request and response.
      Duration half = Duration.between(before.steady(), after.steady()).dividedBy(2);
      Instant middle = after.wall().minus(half);
      last = Optional.of(new Comparison(after, Duration.between(server, middle)));
    } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
      LOG.debug("Failed to compare the clock", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    comparing.cancel(true);
    background.shutdownNow();
  }
}
