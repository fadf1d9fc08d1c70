package io.milvus.residency.leader;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The right to change Milvus and to write to the API server. It ends at a time that is known
 * beforehand, so whoever asks right before each change needs no message that it has ended: a
 * process that was frozen finds that its time is over.
 */
public final class Leadership {

  /** How long Milvus may still carry out a change that it has not answered. */
  private static final Duration AFTERMATH = Duration.ofSeconds(60);

  private final InstantSource steady;
  private final InstantSource wall;
  private Instant until;
  private Instant wallUntil;
  private Instant unansweredUntil = Instant.MIN;
  private boolean closed;
  private int changes;

  private Leadership(InstantSource steady, InstantSource wall, Instant until) {
    this.steady = steady;
    this.wall = wall;
    this.until = until;
    this.wallUntil = until;
  }

  /** Returns the leadership of an operator that runs alone; it ends when it is closed. */
  public static Leadership unshared() {
    return new Leadership(() -> Instant.EPOCH, () -> Instant.EPOCH, Instant.MAX);
  }

  /**
   * Returns a leadership that is not held before it is extended.
   *
   * @param steady the steady clock
   * @param wall the wall clock of this process, which goes on while a virtual machine is suspended
   */
  public static Leadership shared(InstantSource steady, InstantSource wall) {
    return new Leadership(steady, wall, Instant.MIN);
  }

  /** Returns whether changes are allowed now. */
  public synchronized boolean held() {
    return !closed && steady.instant().isBefore(until) && wall.instant().isBefore(wallUntil);
  }

  /** Returns how long changes are allowed from now on; zero if they are not. */
  public synchronized Duration left() {
    return held() ? shorter(between(steady, until), between(wall, wallUntil)) : Duration.ZERO;
  }

  private static Duration between(InstantSource clock, Instant end) {
    return Duration.between(clock.instant(), end);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Begins a change if changes are allowed now; the caller has to end it. */
  public synchronized boolean begin() {
    if (!held()) {
      return false;
    }
    changes++;
    return true;
  }

  /**
   * Ends a change.
   *
   * @param answered whether its outcome is known; if not, it may still be carried out
   */
  public synchronized void end(boolean answered) {
    changes--;
    if (!answered) {
      unansweredUntil = steady.instant().plus(AFTERMATH);
    }
    notifyAll();
  }

  /** Extends the leadership: it ends when either clock has reached its time. */
  synchronized void extend(Instant steadyUntil, Instant wallUntil) {
    this.until = steadyUntil;
    this.wallUntil = wallUntil;
  }

  /** Ends the leadership now, because another process may hold the lease. */
  synchronized void lose() {
    until = Instant.MIN;
  }

  /**
   * Ends the leadership for good, and waits for the changes under way.
   *
   * @return whether they have ended in time, so that nothing of this process is still carried out
   */
  synchronized boolean close(Duration patience) throws InterruptedException {
    closed = true;
    long end = System.nanoTime() + patience.toNanos();
    for (long left = patience.toNanos(); changes > 0 && left > 0; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return changes == 0 && !steady.instant().isBefore(unansweredUntil);
  }
}
