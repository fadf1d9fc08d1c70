package io.milvus.residency.reconcile;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after failures. */
public final class ExponentialBackoff {

  private static final int MOST_DOUBLINGS = 20;

  private ExponentialBackoff() {}

  /**
   * Twice as long each time, and up to a quarter less at random, so that what failed together is
   * not tried together.
   *
   * @param failures in a row, 1 or more
   * @param first after the first
   * @param longest however many there were
   */
  public static Duration after(int failures, Duration first, Duration longest) {
    Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    long millis = Math.min(doubled.toMillis(), longest.toMillis());
    return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 4 + 1));
  }
}
