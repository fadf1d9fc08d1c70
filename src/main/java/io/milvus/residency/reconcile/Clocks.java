package io.milvus.residency.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What time it is, and how much of it goes by. The wall clock is what people and schedules go by;
 * it may be set, so that it jumps. Ages are measured by the steady one, which never does, and whose
 * instants mean nothing by themselves.
 *
 * @param wall the time of day
 * @param steady goes on by what has passed since the process began
 */
public record Clocks(InstantSource wall, InstantSource steady) {

  /** As much as two measurements of both clocks may differ without one having been set. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  /** A wall clock, and the steady one of the machine. */
  public static Clocks of(InstantSource wall) {
    long start = System.nanoTime();
    return new Clocks(wall, () -> Instant.EPOCH.plusNanos(System.nanoTime() - start));
  }

  /** Reads both clocks. */
  public Reading read() {
    return new Reading(wall.instant(), steady.instant());
  }

  /**
   * Both clocks at one moment.
   *
   * @param wall what the wall clock showed
   * @param steady what the steady one showed
   */
  public record Reading(Instant wall, Instant steady) {

    /** How far the wall clock has been put forward since an earlier reading; negative if back. */
    public Duration jumpSince(Reading earlier) {
      return Duration.between(earlier.wall, wall).minus(Duration.between(earlier.steady, steady));
    }

    /** Whether the wall clock has been set since an earlier reading. */
    public boolean jumpedSince(Reading earlier) {
      return jumpSince(earlier).abs().compareTo(TOLERANCE) > 0;
    }
  }
}
