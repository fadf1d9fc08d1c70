package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.Reason;
import io.milvus.residency.kube.PolicyWriter.Refused;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.reconcile.Clocks;
import io.milvus.residency.reconcile.PassResult;
import io.milvus.residency.reconcile.PassScheduler;
import io.milvus.residency.reconcile.Policy;
import io.milvus.residency.report.StatusFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The reconciler of policies. It writes the result of the last pass to status and never waits for
 * Milvus: where there is no result yet, a pass is under way and triggers the next reconciliation.
 */
@ControllerConfiguration(name = PolicyReconciler.NAME)
public final class PolicyReconciler implements Reconciler<PartitionLoadPolicy> {

  /** The field manager of status, and the reporter of events. */
  public static final String NAME = "residency";

  /**
   * The interval without any trigger, in case that the trigger of a pass was lost or another client
   * has changed the status.
   */
  public static final Duration AT_THE_LATEST = Duration.ofMinutes(5);

  private static final Duration WHILE_LEAVING = Duration.ofSeconds(10);

  private final PolicyCache policyCache;
  private final PassScheduler passes;
  private final KubernetesEventRecorder events;
  private final InstantSource clock;
  private final ReleaseFinalizer releaseFinalizer;
  private final CleartextWarning cleartextWarning;
  private final PolicyWriter writes;
  private final WriteAccess access;

  /**
   * Creates the reconciler.
   *
   * @param policyCache the policies and their trigger
   * @param passes returns the result of the last pass for a policy
   * @param events the events, in place of a status that can't be written too
   * @param clocks the wall clock and the steady clock
   * @param access writes to the policies; while writes are not allowed, policies are ignored
   */
  public PolicyReconciler(
      PolicyCache policyCache,
      PassScheduler passes,
      KubernetesEventRecorder events,
      Clocks clocks,
      WriteAccess access) {
    this.policyCache = policyCache;
    this.passes = passes;
    this.events = events;
    this.access = access;
    this.clock = clocks.wall();
    this.writes = new PolicyWriter(clocks.steady());
    this.releaseFinalizer = new ReleaseFinalizer(events, clock);
    this.cleartextWarning = new CleartextWarning(events);
  }

  @Override
  public List<EventSource<?, PartitionLoadPolicy>> prepareEventSources(
      EventSourceContext<PartitionLoadPolicy> context) {
    policyCache.attach(context.getPrimaryCache());
    return List.of(policyCache.trigger());
  }

  @Override
  public UpdateControl<PartitionLoadPolicy> reconcile(
      PartitionLoadPolicy resource, Context<PartitionLoadPolicy> context) {
    PolicyName name = PolicyMapper.name(resource);
    UpdateControl<PartitionLoadPolicy> control = UpdateControl.noUpdate();
    if (context.isPrimaryResourceDeleted()) {
      writes.forget(name);
      passes.forget(name);
      cleartextWarning.forget(name);
      return control;
    }
    if (!access.held()) {
      return control;
    }
    if (resource.isMarkedForDeletion()) {
      return resource.hasFinalizer(FinalizerPatch.NAME) ? leave(resource) : control;
    }
    Policy policy = policyCache.policy(resource);
    cleartextWarning.warn(resource);
    // Before the writes, so that passes go on when a write fails.
    Optional<PassOutcome> outcome =
        policy
            .invalid()
            .<PassOutcome>map(why -> new PassOutcome.Failed(Reason.INVALID_SPEC, why))
            .or(() -> passes.ask(policy).or(() -> passes.last(policy)).map(PassResult::outcome));
    Optional<Duration> retry =
        Stream.of(
                writes.attempt(
                    name,
                    "finalizer",
                    () -> ReleaseFinalizer.prepare(resource, policy.mode(), access)),
                outcome.flatMap(o -> report(resource, policy, o, context)))
            .flatMap(Optional::stream)
            .map(Refused::after)
            .min(Duration::compareTo);
    return control.rescheduleAfter(retry.orElse(AT_THE_LATEST));
  }

  private UpdateControl<PartitionLoadPolicy> leave(PartitionLoadPolicy resource) {
    Policy policy = policyCache.policy(resource);
    UpdateControl<PartitionLoadPolicy> control = UpdateControl.noUpdate();
    Optional<PassResult> answer = policy.leaving() ? passes.ask(policy) : Optional.empty();
    if (!releaseFinalizer.over(resource, policy, answer)) {
      return control.rescheduleAfter(WHILE_LEAVING);
    }
    return writes
        .attempt(
            policy.name(),
            "finalizer",
            () -> releaseFinalizer.leave(resource, policy.mode(), answer, access))
        .map(retry -> control.rescheduleAfter(retry.after()))
        .orElse(control);
  }

  /** Writes the status if it has changed; returns empty unless the write fails. */
  private Optional<Refused> report(
      PartitionLoadPolicy resource,
      Policy policy,
      PassOutcome outcome,
      Context<PartitionLoadPolicy> context) {
    PolicyStatus before = StatusOwnership.of(resource);
    PolicyStatus after =
        StatusFactory.status(
            before,
            resource.getMetadata().getGeneration(),
            policy.mode(),
            policy.annotations(),
            outcome,
            clock.instant());
    if (after.equals(before)) {
      return Optional.empty();
    }
    Optional<Refused> failed =
        writes.attempt(
            policy.name(),
            "status",
            () ->
                PrimaryUpdateAndCacheUtils.updateAndCacheResource(
                    resource, context, old -> withStatus(resource, after), this::apply));
    if (failed.filter(Refused::another).isPresent()
        && outcome instanceof PassOutcome.Failed invalid
        && invalid.reason() == Reason.INVALID_SPEC) {
      // The API server refuses every write to an object that no longer matches its schema.
      events.warn(resource, invalid.reason(), invalid.message());
    }
    if (failed.isEmpty()) {
      stalled(after)
          .filter(
              now -> stalled(before).filter(c -> c.getReason().equals(now.getReason())).isEmpty())
          .ifPresent(now -> events.warn(resource, now.getReason(), now.getMessage()));
    }
    return failed;
  }

  private PartitionLoadPolicy apply(PartitionLoadPolicy withStatus) {
    PatchContext apply =
        new PatchContext.Builder()
            .withForce(true)
            .withFieldManager(NAME)
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .build();
    return access.write(client -> client.resource(withStatus).subresource("status").patch(apply));
  }

  /** Returns the condition {@code Stalled}: a user has to change something. */
  private static Optional<Condition> stalled(PolicyStatus status) {
    return status.conditions().stream().filter(c -> c.getType().equals("Stalled")).findFirst();
  }

  /** Returns the policy with the status only, because a server-side apply owns what it contains. */
  private static PartitionLoadPolicy withStatus(PartitionLoadPolicy resource, PolicyStatus status) {
    PartitionLoadPolicy applied = new PartitionLoadPolicy();
    applied.setMetadata(
        new ObjectMetaBuilder()
            .withName(resource.getMetadata().getName())
            .withNamespace(resource.getMetadata().getNamespace())
            .build());
    applied.setSpec(null);
    applied.setStatus(status);
    return applied;
  }
}
