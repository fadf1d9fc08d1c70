package io.milvus.residency.reconcile;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.plan.PendingLoads;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The state of one collection and connection between passes. Only the pass that has taken it from
 * {@link CollectionRegistry} may use it.
 */
final class CollectionState {

  /**
   * A load that Milvus did not answer in time.
   *
   * @param reason the reason in status if the load turns out not to have been made
   * @param message the message in status in that case
   */
  record Unanswered(Reason reason, String message) {}

  /** The state of the planner, without the consent and the loads. */
  PlannerState plannerState = PlannerState.NONE;

  /** The state that all connections to the collection share. */
  final SharedState shared;

  /** Requested states that are not confirmed yet, by partition id. */
  final Map<Long, LoadState> unconfirmed = new HashMap<>();

  /** Loads that Milvus did not answer in time, by partition id. */
  final Map<Long, Unanswered> unanswered = new HashMap<>();

  /** The warnings about the version of the server. */
  final VersionWarning versionWarning = new VersionWarning();

  /** The progress of changes under way. */
  final ChangeProgress progress = new ChangeProgress();

  /** The partitions that have left the wanted state. */
  final DriftTimer drift = new DriftTimer();

  private Optional<Reading> last = Optional.empty();

  CollectionState(SharedState shared) {
    this.shared = shared;
  }

  /** Notes a change that is about to be requested. */
  void expect(List<PartitionChange> changes, LoadState state) {
    changes.forEach(change -> unconfirmed.put(change.partition().id(), state));
  }

  /** Notes that Milvus may still carry out a change that failed, unless Milvus answered. */
  void open(List<PartitionChange> changes, LoadState wanted, MilvusException e, Clocks clocks) {
    if (e.unanswered()) {
      shared.open(OpenChange.of(changes, wanted, clocks.read().steady()));
    }
  }

  /**
   * Begins a pass. If the wall clock was set since the last pass, the planner state is dropped but
   * for what is resident, because the wait of a release would end too early.
   */
  void begin(Reading now) {
    if (last.filter(now::jumpedSince).isPresent()) {
      Duration forward = now.jumpSince(last.get());
      plannerState = PendingLoads.clockSet(plannerState, forward, now.wall());
    }
    last = Optional.of(now);
    shared.begin(now);
  }

  /** Changes what is known of the loads of the collection. */
  void changeLoads(UnaryOperator<PlannerState> how) {
    shared.changeLoads(plannerState, how);
  }
}
