package io.milvus.residency.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The wall clock and the steady clock. Schedules follow the wall clock, which jumps when it is set.
 * The steady clock measures ages: it never jumps, and its instants are not times of day.
 *
 * @param wall the time of day
 * @param steady the time since the process began
 */
public record Clocks(InstantSource wall, InstantSource steady) {

  /** The difference between both clocks beyond which the wall clock counts as set. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  /** Returns a wall clock with the steady clock of the machine. */
  public static Clocks of(InstantSource wall) {
    long start = System.nanoTime();
    return new Clocks(wall, () -> Instant.EPOCH.plusNanos(System.nanoTime() - start));
  }

  /** Reads both clocks. */
  public Reading read() {
    return new Reading(wall.instant(), steady.instant());
  }

  /**
   * A reading of both clocks at one moment.
   *
   * @param wall the time of the wall clock
   * @param steady the time of the steady clock
   */
  public record Reading(Instant wall, Instant steady) {

    /** Returns how far the wall clock was set forward since a reading; negative if set back. */
    public Duration jumpSince(Reading earlier) {
      return Duration.between(earlier.wall, wall).minus(Duration.between(earlier.steady, steady));
    }

    /** Returns whether the wall clock was set since an earlier reading. */
    public boolean jumpedSince(Reading earlier) {
      return jumpSince(earlier).abs().compareTo(TOLERANCE) > 0;
    }
  }
}
