package io.milvus.residency.app;

import io.milvus.residency.reconcile.PassScheduler;
import io.milvus.residency.threads.DaemonThreadFactory;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that begins the passes that are due, whatever fails. The steady clock drives it: the
 * timers of java-operator-sdk are late by as much as the wall clock is set back.
 */
final class PassTimer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PassTimer.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final PassScheduler passes;
  private final Thread thread;
  private String lastFailure = "";

  /** Creates the timer; nothing begins before {@link #start}. */
  PassTimer(PassScheduler passes) {
    this.passes = passes;
    this.thread = DaemonThreadFactory.named("timer").newThread(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        attempt();
      }
    } catch (InterruptedException e) {
      LOG.debug("Stopped");
    }
  }

  private void attempt() throws InterruptedException {
    try {
      passes.awaitDue();
      passes.lookWhereDue();
      lastFailure = "";
    } catch (RuntimeException | Error e) {
      if (!e.toString().equals(lastFailure)) {
        LOG.error("Failed to start the passes that are due, retrying", e);
      }
      lastFailure = e.toString();
      Thread.sleep(AFTER_FAILURE.toMillis());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
