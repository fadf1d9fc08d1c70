package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.PlanEvent;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.plan.Step;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A pass over one collection and all the policies on it: gather, decide, act. After acting, the
 * collection is read again, so that status reports what was observed and not what was intended.
 */
final class CollectionPass {

  private final Milvus milvus;
  private final ChangeConfirmation confirmation;
  private final StepExecutor executor;
  private final LoadCancellation cancellation;
  private final EventRecorder recorder;
  private final CollectionState collectionState;
  private final ChangeLock changing;
  private final Supplier<ClaimSet> present;
  private final Clocks clocks;
  private final Set<PlanEvent> notices = new LinkedHashSet<>();

  /**
   * Creates the pass.
   *
   * @param changing the lock that lets one pass at a time change the collection
   * @param present returns the claims as they are at the time of the call
   * @param clocks the clocks, which are read after the claims: the wait of a release must not begin
   *     before the release was wanted
   */
  CollectionPass(
      Milvus milvus,
      EventRecorder recorder,
      CollectionState collectionState,
      ChangeLock changing,
      Supplier<ClaimSet> present,
      Clocks clocks) {
    this.milvus = milvus;
    this.confirmation = new ChangeConfirmation(milvus, collectionState);
    this.recorder = recorder;
    this.executor = new StepExecutor(milvus, recorder, collectionState);
    this.cancellation = new LoadCancellation(milvus, recorder, collectionState);
    this.collectionState = collectionState;
    this.changing = changing;
    this.present = present;
    this.clocks = clocks;
  }

  /**
   * The end of a pass.
   *
   * @param observed the last read of the collection
   * @param plan the plan for that read
   * @param again whether a step was not made because its grounds have changed, or because another
   *     pass is changing the collection
   */
  record Completed(ObservedCollection observed, Plan plan, boolean again) {}

  /**
   * A plan, and what it was made from.
   *
   * @param before the planner state that it was made from
   */
  private record PlannedFrom(
      ObservedCollection seen, ClaimSet claims, PlannerState before, Plan plan, Reading now) {

    private boolean loads() {
      return plan.steps().stream().anyMatch(Step.Load.class::isInstance);
    }
  }

  /**
   * Runs the pass.
   *
   * @param asked the name by which the collection is read, which may be an alias
   * @param first the read that the pass begins with
   * @param claims the claims to plan with, which are collected before the clocks are read: the wait
   *     of a release must not begin before the release was wanted
   */
  Completed run(String asked, ObservedCollection first, ClaimSet claims) throws MilvusException {
    Reading now = clocks.read();
    collectionState.begin(now);
    collectionState.versionWarning.warn(milvus, claims, recorder);
    PlannedFrom decision = decide(first, claims, now);
    if (decision.loads()) {
      // Replicas and resource groups may have changed although no partition has.
      ObservedCollection complete = milvus.look(asked, Optional.of(first.withoutSettings()));
      if (!complete.id().equals(first.id())) {
        return new Completed(first, decision.plan(), true);
      }
      collectionState.plannerState = decision.before();
      collectionState.shared.undo(decision.plan());
      decision = decide(complete, claims, now);
    }
    tell();
    if (decision.plan().steps().isEmpty()) {
      return new Completed(decision.seen(), decision.plan(), false);
    }
    boolean done = carryOut(asked, decision);
    ObservedCollection after = milvus.look(asked, Optional.of(decision.seen()));
    if (!after.id().equals(first.id())) {
      return new Completed(decision.seen(), decision.plan(), true);
    }
    Plan plan = decide(after, claims, now).plan();
    tell();
    return new Completed(after, plan, !done);
  }

  private void tell() {
    notices.forEach(recorder::noticed);
    notices.clear();
  }

  private PlannedFrom decide(ObservedCollection seen, ClaimSet claims, Reading now)
      throws MilvusException {
    ObservedCollection confirmed = confirmation.of(seen, now.wall());
    PlannedFrom decision = decision(seen, confirmed, claims, now);
    if (!decision.plan().unproven().isEmpty()) {
      // A release waits until these partitions serve searches.
      Set<Long> serving = milvus.serving(seen.name(), decision.plan().unproven());
      collectionState.plannerState = collectionState.plannerState.withServing(serving);
      decision = serving.isEmpty() ? decision : decision(seen, confirmed, claims, now);
    }
    return decision;
  }

  private PlannedFrom decision(
      ObservedCollection seen, ObservedCollection confirmed, ClaimSet claims, Reading now) {
    PlannerState before = collectionState.plannerState;
    Plan plan = collectionState.shared.plan(claims, confirmed, before, now);
    collectionState.plannerState = plan.plannerState();
    notices.addAll(plan.notices());
    collectionState
        .drift
        .look(confirmed, before.drift(), plan.plannerState().drift(), clocks.steady().instant())
        .forEach(recorder::repaired);
    return new PlannedFrom(seen, claims, before, plan, now);
  }

  /** Makes the steps, unless another pass is changing the collection; returns false then. */
  private boolean carryOut(String asked, PlannedFrom decision) throws MilvusException {
    CollectionId collection = decision.seen().id();
    if (!changing.begin(collection)) {
      return false;
    }
    try {
      return makeSteps(asked, decision);
    } finally {
      changing.end(collection);
    }
  }

  /**
   * Makes the steps, up to one whose outcome is unknown. Returns false if a cancellation or a
   * release was left out.
   */
  private boolean makeSteps(String asked, PlannedFrom decision) throws MilvusException {
    boolean done = true;
    for (Step step : decision.plan().steps()) {
      if (collectionState.shared.open()) {
        break;
      }
      if (step instanceof Step.Load load) {
        executor.load(decision.seen().name(), load, clocks);
      } else {
        done &= release(asked, step, decision);
      }
    }
    return done;
  }

  /**
   * Releases partitions or cancels loads, if a fresh look and the present claims still ask for it.
   */
  private boolean release(String asked, Step step, PlannedFrom decision) throws MilvusException {
    ObservedCollection fresh = milvus.look(asked, Optional.of(decision.seen()));
    if (!fresh.id().equals(decision.seen().id())) {
      return false;
    }
    List<PartitionChange> still = still(step, step.changes(), decision, fresh);
    boolean done = still.size() == step.changes().size();
    for (int from = 0; from < still.size(); from += Milvus.NAMES_AT_ONCE) {
      List<PartitionChange> batch =
          still.subList(from, Math.min(from + Milvus.NAMES_AT_ONCE, still.size()));
      BooleanSupplier holds =
          () ->
              decision.claims().equals(present.get())
                  && still(step, batch, decision, fresh).size() == batch.size();
      if (!release(step, batch, holds, decision, fresh)) {
        return false;
      }
    }
    return done;
  }

  private boolean release(
      Step step,
      List<PartitionChange> batch,
      BooleanSupplier holds,
      PlannedFrom decision,
      ObservedCollection fresh)
      throws MilvusException {
    return step instanceof Step.Cancel
        ? cancellation.cancel(fresh, batch, decision.claims().loadTimeout(), holds, clocks)
        : executor.release(fresh.name(), batch, holds, clocks);
  }

  /** Returns the changes that a plan for this moment makes, too: a window may have opened. */
  private List<PartitionChange> still(
      Step step, List<PartitionChange> changes, PlannedFrom decision, ObservedCollection fresh) {
    Plan other =
        collectionState.shared.preview(decision.claims(), fresh, decision.before(), clocks.read());
    Set<Long> ids =
        other.steps().stream()
            .filter(planned -> planned.getClass().equals(step.getClass()))
            .flatMap(planned -> planned.changes().stream())
            .map(change -> change.partition().id())
            .collect(toSet());
    return changes.stream().filter(c -> ids.contains(c.partition().id())).toList();
  }
}
