package io.milvus.residency.reconcile;

import io.milvus.residency.reconcile.Clocks.Reading;
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

  boolean reached(Reading now) {
    return !now.steady().isBefore(age)
        || time.filter(instant -> !now.wall().isBefore(instant)).isPresent();
  }
}
