package io.milvus.residency.leader;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * The content of the Lease. Times are texts, because they are for people: nothing is decided by the
 * clock of another machine.
 *
 * @param holder the process that holds the lease; empty if none does
 * @param duration how long others leave the lease alone after each change of it
 * @param acquired when the holder took the lease
 * @param renewed when the holder last renewed the lease
 * @param transitions how often the holder has changed
 * @param version the version of the object, which each write changes; empty if it is not written
 */
public record LeaseRecord(
    String holder,
    Duration duration,
    String acquired,
    String renewed,
    int transitions,
    String version) {

  /** The duration that a holder writes when it gives the lease up, as client-go does. */
  private static final Duration GIVEN_UP = Duration.ofSeconds(1);

  /** Returns a lease that does not exist yet. */
  static LeaseRecord first(String holder, Duration duration, String now) {
    return new LeaseRecord(holder, duration, now, now, 0, "");
  }

  /** Returns whether the last holder has given the lease up, with nothing under way. */
  boolean free() {
    return holder.isEmpty() && duration.equals(GIVEN_UP);
  }

  /** Returns whether the holder of an earlier record has given the lease up since. */
  boolean gaveUp(LeaseRecord earlier) {
    return free()
        && !earlier.free()
        && transitions == earlier.transitions
        && acquired.equals(earlier.acquired)
        && notBefore(renewed, earlier.renewed);
  }

  private static boolean notBefore(String time, String other) {
    try {
      return !Instant.parse(time).isBefore(Instant.parse(other));
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  LeaseRecord renewed(Duration forLong, String now) {
    return new LeaseRecord(holder, forLong, acquired, now, transitions, version);
  }

  LeaseRecord taken(String by, Duration forLong, String now) {
    return new LeaseRecord(by, forLong, now, now, transitions + 1, version);
  }

  LeaseRecord givenUp(String now) {
    return new LeaseRecord("", GIVEN_UP, acquired, now, transitions, version);
  }
}
