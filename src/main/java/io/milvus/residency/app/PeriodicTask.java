package io.milvus.residency.app;

import io.milvus.residency.threads.DaemonThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that runs every 100 ms, whatever it throws. The steady clock drives it: the timers of
 * java-operator-sdk are late by as much as the wall clock is set back.
 */
final class PeriodicTask implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(DaemonThreadFactory.named("pace"));
  private String lastFailure = "";

  private final Runnable work;

  /** Creates the task; nothing runs before {@link #start}. */
  PeriodicTask(Runnable work) {
    this.work = work;
  }

  void start() {
    long millis = BETWEEN.toMillis();
    var unused =
        background.scheduleWithFixedDelay(this::attempt, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Catches everything, because an exception would end the schedule. */
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
