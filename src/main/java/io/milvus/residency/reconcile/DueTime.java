package io.milvus.residency.reconcile;

import io.milvus.residency.reconcile.Clocks.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time of the next pass: the earlier of two moments.
 *
 * @param age by the steady clock, when the result of the last pass is too old
 * @param time by the wall clock, when time alone changes the plan
 */
record DueTime(Instant age, Optional<Instant> time) {

  static DueTime at(Instant steady) {
    return new DueTime(steady, Optional.empty());
  }

  /**
   * Returns how long it takes until the pass is due; zero if it is due.
   *
   * @param earliest by the steady clock, the moment before which the wall clock calls for no pass
   */
  Duration in(Reading now, Instant earliest) {
    Duration untilAge = Duration.between(now.steady(), age);
    Duration wait =
        time.map(instant -> Duration.between(now.wall(), instant))
            .map(untilTime -> later(untilTime, Duration.between(now.steady(), earliest)))
            .filter(untilTime -> untilTime.compareTo(untilAge) < 0)
            .orElse(untilAge);
    return later(wait, Duration.ZERO);
  }

  private static Duration later(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
