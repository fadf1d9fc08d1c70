package io.milvus.residency.app;

import io.milvus.residency.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again, come what may. It goes by the steady clock: the timers of
 * java-operator-sdk wait for as long as the clock is set back by.
 */
final class Pace implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Pace.class);
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("pace"));
  private String lastFailure = "";

  private final ScheduledFuture<?> going;

  private Pace(Runnable work) {
    long millis = BETWEEN.toMillis();
    going =
        background.scheduleWithFixedDelay(
            () -> attempt(work), millis, millis, TimeUnit.MILLISECONDS);
  }

  static Pace start(Runnable work) {
    return new Pace(work);
  }

  /** An exception that got out would be the end of it. */
  private void attempt(Runnable work) {
    try {
      work.run();
      lastFailure = "";
    } catch (RuntimeException | Error e) {
      if (!e.toString().equals(lastFailure)) {
        LOG.error("Passes could not be begun, which is tried again", e);
      }
      lastFailure = e.toString();
    }
  }

  @Override
  public void close() {
    going.cancel(false);
    background.shutdownNow();
  }
}
