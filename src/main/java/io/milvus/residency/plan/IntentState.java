package io.milvus.residency.plan;

import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.model.ObservedCollection;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The progress of the present intent of a collection, as the last plan found it. */
public sealed interface IntentState {

  /** Returns the baseline of an edit with releases still to be made, or stopped before that. */
  default OptionalInt unfinished() {
    return OptionalInt.empty();
  }

  /** Nothing is known since the operator started: the statuses count. */
  record Unknown() implements IntentState {}

  /**
   * No policy changed the collection, so no intent was carried out.
   *
   * @param unfinished the baseline of an edit that had releases still to be made before
   */
  record Idle(OptionalInt unfinished) implements IntentState {}

  /**
   * All releases of the intent were made.
   *
   * @param intent the intent
   * @param change the edit that led to the intent; empty if known only from a status
   */
  record Settled(String intent, Optional<Change> change) implements IntentState {}

  /**
   * An edit was being carried out.
   *
   * @param change the record for the status
   * @param counted the ids of the partitions that {@code change.released} counts
   * @param approved the ids of the partitions whose release is approved
   * @param spared the ids of partitions whose release the intent was once seen not to want: the
   *     clock brings the release later
   * @param measured true if a pass without doubts has measured the edit
   * @param open true if some of its releases were still to be made
   * @param held the ids of the partitions whose release was blocked last and is not approved
   * @param ahead what the clock will do with the edit that exceeds the limit
   */
  record Changing(
      Change change,
      Set<Long> counted,
      Set<Long> approved,
      Set<Long> spared,
      boolean measured,
      boolean open,
      Set<Long> held,
      Optional<Forecast.Surge> ahead)
      implements IntentState {
    public Changing {
      counted = Set.copyOf(counted);
      approved = Set.copyOf(approved);
      spared = Set.copyOf(spared);
      held = Set.copyOf(held);
    }

    /** Returns the state of an edit just found. */
    static Changing of(Change change) {
      return new Changing(
          change, Set.of(), Set.of(), Set.of(), false, false, Set.of(), Optional.empty());
    }

    @Override
    public OptionalInt unfinished() {
      return open || !held.isEmpty() ? OptionalInt.of(change.resident()) : OptionalInt.empty();
    }

    /**
     * Returns how many partitions count as resident before the edit. A pass of another connection,
     * as to a restored copy with the same ids, may have seen more of them than there are here.
     */
    int baseline(ObservedCollection observed) {
      long here =
          observed.partitions().stream()
              .filter(partition -> partition.resident() || approved.contains(partition.id()))
              .filter(partition -> !counted.contains(partition.id()))
              .count();
      return (int) Math.min(change.resident(), here + change.released());
    }

    /** Returns this state with more releases counted, each partition once. */
    Changing counting(Set<Long> more) {
      Set<Long> all = union(counted, more);
      Change so =
          new Change(
              change.intent(),
              change.since(),
              change.resident(),
              change.released() + all.size() - counted.size());
      return new Changing(so, all, approved, spared, measured, open, held, ahead);
    }

    /** Returns this state with more releases approved. */
    Changing approving(Set<Long> more) {
      return new Changing(
          change, counted, union(approved, more), spared, measured, open, Set.of(), ahead);
    }

    /** Returns this state with other releases blocked. */
    Changing holding(Set<Long> blocked) {
      return new Changing(change, counted, approved, spared, measured, open, blocked, ahead);
    }

    /**
     * Returns the blocked partitions, loaded or not, without those that the clock would release by
     * now. They may be loaded or created again, so that their absence is no consent.
     */
    Set<Long> stillHeld() {
      Set<Long> still = new HashSet<>(held);
      still.removeAll(spared);
      return still;
    }

    private static Set<Long> union(Set<Long> some, Set<Long> more) {
      Set<Long> all = new HashSet<>(some);
      all.addAll(more);
      return all;
    }
  }
}
