package io.milvus.residency.reconcile;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.Consent;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.Planner;
import io.milvus.residency.plan.PlannerState;
import java.time.Instant;

/**
 * The consent of users for one collection. All connections to the collection share it, so that an
 * edit that only the passes of one connection have read counts for the others, too.
 */
final class SharedConsent {

  private Consent consent = Consent.NONE;

  /** Makes the plan of a pass, and keeps its consent. */
  synchronized Plan plan(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Instant now) {
    Plan plan = preview(claims, observed, plannerState, now);
    consent = plan.plannerState().consent();
    return plan;
  }

  /** Ends the consent, because no policy leads to the collection any more. */
  synchronized void stop() {
    consent = consent.stopped();
  }

  /** Makes a plan without keeping its consent. */
  synchronized Plan preview(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Instant now) {
    return Planner.plan(claims, observed, plannerState.withConsent(consent), now);
  }
}
