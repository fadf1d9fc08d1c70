package io.milvus.residency.collection;

import io.milvus.residency.collection.Time.Reading;
import java.time.Instant;
import java.util.Optional;

/**
 * When it is time for the next pass: the first of two moments.
 *
 * @param age by the steady clock, when what the last pass found is too old
 * @param time by the wall clock, when time alone changes the plan
 */
record Due(Instant age, Optional<Instant> time) {

  static Due at(Instant steady) {
    return new Due(steady, Optional.empty());
  }

  boolean reached(Reading now) {
    return !now.steady().isBefore(age)
        || time.filter(instant -> !now.wall().isBefore(instant)).isPresent();
  }
}
