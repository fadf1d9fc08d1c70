package io.milvus.residency.reconcile;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.Consent;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.Planner;
import io.milvus.residency.plan.PlannerState;
import java.time.Instant;

/**
 * What people have agreed to on one collection. All ways that lead to it share one, so that an edit
 * that only the passes of one way have seen is an edit for the others, too.
 */
final class SharedConsent {

  private Consent consent = Consent.NONE;

  /** Makes the plan of a pass and remembers what it has found. */
  synchronized Plan plan(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Instant now) {
    Plan plan = preview(claims, observed, plannerState, now);
    consent = plan.plannerState().consent();
    return plan;
  }

  /** No policy leads to the collection any more: whoever comes back has to be agreed to anew. */
  synchronized void stop() {
    consent = consent.stopped();
  }

  /** Makes a plan that nobody is going to remember. */
  synchronized Plan preview(
      ClaimSet claims, ObservedCollection observed, PlannerState plannerState, Instant now) {
    return Planner.plan(claims, observed, plannerState.withConsent(consent), now);
  }
}
