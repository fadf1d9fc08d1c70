package io.milvus.residency.reconcile;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.Consent;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.Planner;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.util.Optional;

/**
 * The state of one collection that all connections to the collection share: the consent of users,
 * so that an edit that only the passes of one connection have read counts for the others, too, and
 * the last change, while its outcome is unknown.
 */
final class SharedState {

  private Consent consent = Consent.NONE;
  private Optional<OpenChange> openChange = Optional.empty();

  /** Makes the plan of a pass, and keeps its consent. */
  synchronized Plan plan(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Reading now) {
    openChange = openChange.filter(change -> change.open(observed, now.steady()));
    Plan plan = preview(claims, observed, plannerState, now);
    consent = plan.plannerState().consent();
    return plan;
  }

  /** Makes a plan without keeping its consent. */
  synchronized Plan preview(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Reading now) {
    PlannerState shared =
        plannerState.withConsent(consent).withPause(openChange.map(change -> change.until(now)));
    return Planner.plan(claims, observed, shared, now.wall());
  }

  /** Notes a change that Milvus did not answer and may still carry out. */
  synchronized void open(OpenChange change) {
    openChange = Optional.of(change);
  }

  /** Returns whether the outcome of the last change is unknown. */
  synchronized boolean open() {
    return openChange.isPresent();
  }

  /** Ends the consent, because no policy leads to the collection any more. */
  synchronized void stop() {
    consent = consent.stopped();
  }
}
