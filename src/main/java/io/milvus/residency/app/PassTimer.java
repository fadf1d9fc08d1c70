package io.milvus.residency.app;

import io.milvus.residency.reconcile.PassScheduler;
import io.milvus.residency.threads.DaemonThreadFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
  private final InstantSource steady;
  private final Thread thread;
  private volatile Instant progressed;
  private volatile boolean started;
  private String lastFailure = "";

  /** Creates the timer; nothing begins before {@link #start}. */
  PassTimer(PassScheduler passes, InstantSource steady) {
    this.passes = passes;
    this.steady = steady;
    this.progressed = steady.instant();
    this.thread = DaemonThreadFactory.named("timer").newThread(this::run);
  }

  void start() {
    progressed = steady.instant();
    started = true;
    thread.start();
  }

  /** Returns how long the timer has not looked for passes that are due; zero before the start. */
  Duration idle() {
    return started ? Duration.between(progressed, steady.instant()) : Duration.ZERO;
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        attempt();
        progressed = steady.instant();
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
