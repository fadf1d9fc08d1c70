package io.milvus.residency.plan;

import io.milvus.residency.api.PolicyStatus.Change;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** How far the present intent of a collection has been carried out, as the last plan found it. */
public sealed interface IntentState {

  /** Nothing was found since the operator started: what status says counts. */
  record Unknown() implements IntentState {}

  /** No policy changed the collection, so that no intent was carried out. */
  record Idle() implements IntentState {}

  /**
   * All that the intent wanted released had been.
   *
   * @param intent the intent
   * @param change the edit that has led to it; empty if only status says so
   */
  record Settled(String intent, Optional<Change> change) implements IntentState {}

  /**
   * An edit was being carried out.
   *
   * @param change what status has to say of it
   * @param counted the ids of the partitions that {@code change.released} counts
   * @param approved the ids of the partitions whose release somebody has approved
   * @param spared the ids of partitions whose release the intent was once seen not to want: it is
   *     the clock that wants it later
   * @param measured whether a pass without doubts has seen what the edit brings
   * @param open whether some of its releases were still to be made
   * @param ahead what the clock will do with it that exceeds the limit
   */
  record Changing(
      Change change,
      Set<Long> counted,
      Set<Long> approved,
      Set<Long> spared,
      boolean measured,
      boolean open,
      Optional<Forecast.Surge> ahead)
      implements IntentState {
    public Changing {
      counted = Set.copyOf(counted);
      approved = Set.copyOf(approved);
      spared = Set.copyOf(spared);
    }

    /** One that is just found. */
    static Changing of(Change change) {
      return new Changing(change, Set.of(), Set.of(), Set.of(), false, false, Optional.empty());
    }

    /** The same, now that these are to be released too; what was counted before is so once. */
    Changing counting(Set<Long> more) {
      Set<Long> all = union(counted, more);
      Change so =
          new Change(
              change.intent(),
              change.since(),
              change.resident(),
              change.released() + all.size() - counted.size());
      return new Changing(so, all, approved, spared, measured, open, ahead);
    }

    /** The same, now that the release of these is approved too. */
    Changing approving(Set<Long> more) {
      return new Changing(change, counted, union(approved, more), spared, measured, open, ahead);
    }

    private static Set<Long> union(Set<Long> some, Set<Long> more) {
      Set<Long> all = new HashSet<>(some);
      all.addAll(more);
      return all;
    }
  }
}
