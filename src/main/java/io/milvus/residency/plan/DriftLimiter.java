package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.PlannerState.Drift;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A limiter of drift conflicts, in which another client keeps reverting the operator. A partition
 * that was corrected five times within an hour is corrected once per hour, until it has stayed as
 * wanted for an hour.
 */
final class DriftLimiter {

  private static final int QUICK = 5;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String MESSAGE =
      "Another client keeps reverting %s ("
          + QUICK
          + " corrections within 1h). Correcting it once per hour.";
  private static final Drift UNKNOWN = new Drift(Optional.empty(), List.of(), false);

  /** The memory of most partitions at most times: as wanted, never corrected. */
  private static final Map<LoadState, Optional<Drift>> AT_REST =
      Map.of(
          LoadState.LOADED,
          Optional.of(new Drift(Optional.of(LoadState.LOADED), List.of(), false)),
          LoadState.NOT_LOAD,
          Optional.of(new Drift(Optional.of(LoadState.NOT_LOAD), List.of(), false)));

  private final Situation situation;
  private final Map<Long, LoadState> wanted;
  private final Map<Long, Hold> holds = new HashMap<>();
  private final boolean vanished;

  private DriftLimiter(Situation situation, boolean vanished) {
    this.situation = situation;
    this.vanished = vanished;
    this.wanted = new HashMap<>(2 * situation.observed().partitions().size());
  }

  /**
   * Creates the limiter.
   *
   * @param vanished true if all that was loaded vanished with a load of the operator, which no
   *     client has done, so that loading it again is no correction
   */
  static DriftLimiter of(Situation situation, boolean vanished) {
    DriftLimiter drift = new DriftLimiter(situation, vanished);
    DesiredState desired = situation.desired();
    for (Partition partition : situation.observed().partitions()) {
      if (desired.loads(partition.name())) {
        drift.wants(partition, LoadState.LOADED);
      } else if (desired.releases(partition.name())) {
        drift.wants(partition, LoadState.NOT_LOAD);
      }
    }
    return drift;
  }

  /** Notes the state that an acting policy wants of a partition. */
  private void wants(Partition partition, LoadState state) {
    wanted.put(partition.id(), state);
    hold(partition, state).ifPresent(hold -> holds.put(partition.id(), hold));
  }

  /** Returns by partition id why it is not corrected yet. */
  Map<Long, Hold> holds() {
    return Collections.unmodifiableMap(holds);
  }

  private Optional<Hold> hold(Partition partition, LoadState wanted) {
    return drifted(partition, wanted)
        .filter(drift -> wanted == LoadState.NOT_LOAD || partition.state() == LoadState.NOT_LOAD)
        .filter(this::fight)
        .map(drift -> drift.corrections().get(drift.corrections().size() - 1).plus(HOUR))
        .filter(until -> until.isAfter(situation.now()))
        .map(
            until -> Hold.until(until, Reason.DRIFT_CONFLICT, MESSAGE.formatted("this partition")));
  }

  /**
   * Returns events on drift conflicts just detected, for all policies that act on the partitions.
   */
  Stream<PlanEvent> notices(Map<Long, Hold> fought) {
    return situation.observed().partitions().stream()
        .filter(partition -> fought.containsKey(partition.id()))
        .filter(partition -> !before(partition).fight())
        .flatMap(this::notices);
  }

  private Stream<PlanEvent> notices(Partition partition) {
    String message = MESSAGE.formatted("partition " + partition.name());
    return situation.desired().of(partition.name()).stream()
        .filter(wish -> wish.claim().acts())
        .map(wish -> new PlanEvent(wish.claim().policy(), Reason.DRIFT_CONFLICT, message));
  }

  /**
   * Returns what to remember.
   *
   * @param changed the ids that this plan brings to the wanted state
   */
  Map<Long, Drift> after(Set<Long> changed) {
    Map<Long, Drift> after = new HashMap<>(2 * wanted.size());
    for (Partition partition : situation.observed().partitions()) {
      LoadState want = wanted.get(partition.id());
      if (want != null) {
        remember(partition, want, changed.contains(partition.id()))
            .ifPresent(drift -> after.put(partition.id(), drift));
      }
    }
    return after;
  }

  private Drift before(Partition partition) {
    return situation.plannerState().drift().getOrDefault(partition.id(), UNKNOWN);
  }

  private Optional<Drift> remember(Partition partition, LoadState want, boolean changed) {
    Drift drift = before(partition);
    if (partition.state() == want && drift.corrections().isEmpty()) {
      return AT_REST.get(want);
    }
    if (partition.state() == want) {
      boolean fight = drift.fight() && !recent(drift).isEmpty();
      return Optional.of(new Drift(Optional.of(want), recent(drift), fight));
    }
    if (drifted(partition, want).isPresent()) {
      return Optional.of(changed && !vanished ? corrected(drift) : noticed(drift, partition));
    }
    // A correction is still under way, unless another state is wanted by now.
    return Optional.of(drift).filter(d -> d.reached().isEmpty() && !d.corrections().isEmpty());
  }

  private Drift corrected(Drift drift) {
    List<Instant> corrections = new ArrayList<>(recent(drift));
    corrections.add(situation.now());
    return new Drift(Optional.empty(), corrections, fight(drift));
  }

  private Drift noticed(Drift drift, Partition partition) {
    return holds.containsKey(partition.id())
        ? new Drift(drift.reached(), drift.corrections(), true)
        : drift;
  }

  /**
   * Returns the drift history of a partition that has left the wanted state. A partition that is
   * loading has left it, too, but no client has done that.
   */
  private Optional<Drift> drifted(Partition partition, LoadState wanted) {
    boolean away =
        wanted == LoadState.LOADED
            ? partition.state() == LoadState.NOT_LOAD || partition.state() == LoadState.LOADING
            : partition.resident();
    return away
        ? Optional.ofNullable(situation.plannerState().drift().get(partition.id()))
            .filter(drift -> drift.reached().equals(Optional.of(wanted)))
        : Optional.empty();
  }

  private boolean fight(Drift drift) {
    return !drift.corrections().isEmpty() && (drift.fight() || recent(drift).size() >= QUICK);
  }

  private List<Instant> recent(Drift drift) {
    return drift.corrections().stream()
        .filter(t -> t.isAfter(situation.now().minus(HOUR)))
        .toList();
  }
}
