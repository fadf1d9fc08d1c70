package io.milvus.residency.reconcile;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The wait after failures: exponential, with jitter. */
public final class ExponentialBackoff {

  private static final int MOST_DOUBLINGS = 20;

  private ExponentialBackoff() {}

  /**
   * Returns the wait after a number of failures. It doubles with each failure, and is up to a
   * quarter shorter at random, so that what failed together is not retried together.
   *
   * @param failures failures in a row, 1 or more
   * @param first the wait after the first failure
   * @param longest the longest wait
   */
  public static Duration after(int failures, Duration first, Duration longest) {
    Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    long millis = Math.min(doubled.toMillis(), longest.toMillis());
    return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 4 + 1));
  }
}
