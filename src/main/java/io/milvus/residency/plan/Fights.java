package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.Memory.Drift;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sees that somebody keeps undoing what the operator does. A partition that was put right five
 * times within an hour is put right once an hour from then on, until it has stayed as it is wanted
 * for an hour.
 */
final class Fights {

  private static final int QUICK = 5;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Drift UNKNOWN = new Drift(Optional.empty(), List.of(), false);

  /** What is to be remembered of most partitions at most times. */
  private static final Map<LoadState, Optional<Drift>> AT_REST =
      Map.of(
          LoadState.LOADED,
          Optional.of(new Drift(Optional.of(LoadState.LOADED), List.of(), false)),
          LoadState.NOT_LOAD,
          Optional.of(new Drift(Optional.of(LoadState.NOT_LOAD), List.of(), false)));

  private final Map<Long, Drift> before;
  private final Instant now;

  Fights(Memory memory, Instant now) {
    this.before = memory.drift();
    this.now = now;
  }

  /** Why a partition is not put right yet, if somebody fights about it. */
  Optional<Held> held(Partition partition, LoadState wanted) {
    return drifted(partition, wanted)
        .filter(drift -> wanted == LoadState.NOT_LOAD || partition.state() == LoadState.NOT_LOAD)
        .filter(this::fight)
        .map(drift -> drift.corrections().get(drift.corrections().size() - 1).plus(HOUR))
        .filter(until -> until.isAfter(now))
        .map(
            until ->
                new Held(
                    Reason.DRIFT_FIGHT,
                    "somebody keeps undoing it: it was put right "
                        + QUICK
                        + " times within an hour, and is now once an hour",
                    Optional.of(until)));
  }

  /** Whether that has just been noticed. */
  boolean begins(Partition partition) {
    Drift drift = before.get(partition.id());
    return drift != null && !drift.fight();
  }

  /**
   * What to remember.
   *
   * @param wanted by partition id, the state that it is to be brought to
   * @param changed the ids that are brought there now
   */
  Map<Long, Drift> after(
      List<Partition> partitions, Map<Long, LoadState> wanted, Set<Long> changed) {
    Map<Long, Drift> after = new HashMap<>(2 * partitions.size());
    for (Partition partition : partitions) {
      LoadState want = wanted.get(partition.id());
      if (want != null) {
        remember(partition, want, changed.contains(partition.id()))
            .ifPresent(drift -> after.put(partition.id(), drift));
      }
    }
    return after;
  }

  private Optional<Drift> remember(Partition partition, LoadState want, boolean changed) {
    Drift drift = before.getOrDefault(partition.id(), UNKNOWN);
    if (partition.state() == want && drift.corrections().isEmpty()) {
      return AT_REST.get(want);
    }
    if (partition.state() == want) {
      boolean fight = drift.fight() && !recent(drift).isEmpty();
      return Optional.of(new Drift(Optional.of(want), recent(drift), fight));
    }
    if (drifted(partition, want).isPresent()) {
      return Optional.of(changed ? corrected(drift) : noticed(drift, partition, want));
    }
    // On the way to where it was put back to, unless something else is wanted by now.
    return Optional.of(drift).filter(d -> d.reached().isEmpty() && !d.corrections().isEmpty());
  }

  private Drift corrected(Drift drift) {
    List<Instant> corrections = new ArrayList<>(recent(drift));
    corrections.add(now);
    return new Drift(Optional.empty(), corrections, fight(drift));
  }

  private Drift noticed(Drift drift, Partition partition, LoadState want) {
    return held(partition, want).isPresent()
        ? new Drift(drift.reached(), drift.corrections(), true)
        : drift;
  }

  /** How it drifted away from where it was; that it is loading is none of anybody's doing. */
  private Optional<Drift> drifted(Partition partition, LoadState wanted) {
    boolean away =
        wanted == LoadState.LOADED
            ? partition.state() == LoadState.NOT_LOAD || partition.state() == LoadState.LOADING
            : partition.resident();
    return away
        ? Optional.ofNullable(before.get(partition.id()))
            .filter(drift -> drift.reached().equals(Optional.of(wanted)))
        : Optional.empty();
  }

  private boolean fight(Drift drift) {
    return !drift.corrections().isEmpty() && (drift.fight() || recent(drift).size() >= QUICK);
  }

  private List<Instant> recent(Drift drift) {
    return drift.corrections().stream().filter(t -> t.isAfter(now.minus(HOUR))).toList();
  }
}
