package io.milvus.residency.reconcile;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.Consent;
import io.milvus.residency.plan.PendingLoads;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.Planner;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The state of one collection that all connections to the collection share: the consent of users,
 * so that an edit that only the passes of one connection have read counts for the others, too; the
 * loads, because a load that fails over one connection fails over all; and the changes whose
 * outcome is unknown.
 */
final class SharedState {

  private Consent consent = Consent.NONE;
  private List<OpenChange> openChanges = List.of();
  private SharedLoads loads = SharedLoads.NONE;
  private SharedLoads loadsBefore = SharedLoads.NONE;
  private Optional<Reading> last = Optional.empty();

  /** Begins a pass. If the wall clock was set, only the loads under way are kept. */
  synchronized void begin(Reading now) {
    if (last.filter(now::jumpedSince).isPresent()) {
      Duration forward = now.jumpSince(last.get());
      loads =
          SharedLoads.NONE.from(
              PendingLoads.clockSet(loads.in(PlannerState.NONE), forward, now.wall()));
    }
    last = Optional.of(now);
  }

  /** Makes the plan of a pass, and keeps its consent and its loads. */
  synchronized Plan plan(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Reading now) {
    openChanges =
        openChanges.stream().filter(change -> change.open(observed, now.steady())).toList();
    Plan plan = preview(claims, observed, plannerState, now);
    consent = plan.plannerState().consent();
    loadsBefore = loads;
    loads = loads.from(plan.plannerState()).seen(observed);
    return plan;
  }

  /** Forgets what a plan has found out about loads, because another one is made in its place. */
  synchronized void undo(Plan plan) {
    if (loads.leftBy(plan.plannerState())) {
      loads = loadsBefore;
    }
  }

  /**
   * Changes what is known of the loads.
   *
   * @param own the state of the connection that made them
   */
  synchronized void changeLoads(PlannerState own, UnaryOperator<PlannerState> how) {
    loads = loads.from(how.apply(loads.in(own)));
  }

  /** Returns whether loads of the operator are under way. */
  synchronized boolean loading() {
    return !loads.pending().isEmpty();
  }

  /** Makes a plan without keeping anything. */
  synchronized Plan preview(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Reading now) {
    PlannerState shared = loads.forPlan(plannerState).withConsent(consent).withPause(pause(now));
    return Planner.plan(claims, observed, shared, now.wall());
  }

  private Optional<Instant> pause(Reading now) {
    return openChanges.stream().map(change -> change.until(now)).max(Comparator.naturalOrder());
  }

  /** Notes a change that Milvus did not answer and may still carry out. */
  synchronized void open(OpenChange change) {
    openChanges = Stream.concat(openChanges.stream(), Stream.of(change)).toList();
  }

  /** Returns whether the outcome of a change is unknown. */
  synchronized boolean open() {
    return !openChanges.isEmpty();
  }

  /** Ends the consent, because no policy leads to the collection any more. */
  synchronized void stop() {
    consent = consent.stopped();
  }
}
