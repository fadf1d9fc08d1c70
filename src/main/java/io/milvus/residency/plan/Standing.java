package io.milvus.residency.plan;

import io.milvus.residency.api.PolicyStatus.Change;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** How far the present intent of a collection has been carried out, as the last plan found it. */
public sealed interface Standing {

  /** Nothing was found since the operator started: what status says counts. */
  record Unknown() implements Standing {}

  /** No policy changed the collection, so that no intent was carried out. */
  record Idle() implements Standing {}

  /**
   * All that the intent wanted released had been.
   *
   * @param intent the intent
   */
  record Settled(String intent) implements Standing {}

  /**
   * An edit was being carried out.
   *
   * @param change what status has to say of it
   * @param counted the ids of the partitions that {@code change.released} counts
   * @param spared the ids of partitions whose release the intent was once seen not to want: it is
   *     the clock that wants it later
   * @param measured whether a pass without doubts has seen what the edit brings
   * @param ahead what the clock will do with it that exceeds the limit
   * @param after when something else was found last: a status that speaks of an earlier edit by the
   *     same words could not be written since
   */
  record Changing(
      Change change,
      Set<Long> counted,
      Set<Long> spared,
      boolean measured,
      Optional<Forecast.Surge> ahead,
      Instant after)
      implements Standing {
    public Changing {
      counted = Set.copyOf(counted);
      spared = Set.copyOf(spared);
    }
  }
}
