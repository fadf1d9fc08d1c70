package io.milvus.residency.app;

import io.milvus.residency.threads.DaemonThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again, come what may. It goes by the steady clock: the timers of
 * java-operator-sdk wait for as long as the clock is set back by.
 */
final class PeriodicTask implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(DaemonThreadFactory.named("pace"));
  private String lastFailure = "";

  private final Runnable work;

  /** Does nothing before it is started. */
  PeriodicTask(Runnable work) {
    this.work = work;
  }

  void start() {
    long millis = BETWEEN.toMillis();
    var unused =
        background.scheduleWithFixedDelay(this::attempt, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** An exception that got out would be the end of it. */
  private void attempt() {
    try {
      work.run();
      lastFailure = "";
    } catch (RuntimeException | Error e) {
      if (!e.toString().equals(lastFailure)) {
        LOG.error("Failed to start the passes that are due, retrying", e);
      }
      lastFailure = e.toString();
    }
  }

  @Override
  public void close() {
    background.shutdownNow();
  }
}
