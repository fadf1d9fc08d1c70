package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.Reason;
import io.milvus.residency.collection.Answer;
import io.milvus.residency.collection.Passes;
import io.milvus.residency.collection.Policy;
import io.milvus.residency.plan.Outcome;
import io.milvus.residency.report.Report;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports on a policy what the last pass over its collection found, and says when to look next. It
 * never waits for Milvus: where there is no answer yet, a pass is on its way and wakes it.
 */
@ControllerConfiguration(name = PolicyReconciler.NAME)
public final class PolicyReconciler implements Reconciler<PartitionLoadPolicy> {

  /** Owns the fields of the status that it writes, and reports its events. */
  public static final String NAME = "residency";

  private static final Logger LOG = LoggerFactory.getLogger(PolicyReconciler.class);

  /** Passes wake the reconciler; this is for the case that one was lost. */
  private static final Duration AT_THE_LATEST = Duration.ofMinutes(2);

  private static final Duration WHILE_LEAVING = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final Passes passes;
  private final Events events;
  private final Clock clock;
  private final Departures departures;

  /**
   * Connects the parts.
   *
   * @param cluster the policies and what wakes them
   * @param passes answers what came of a policy
   * @param events where a status that can't be written is reported instead
   * @param clock the time
   */
  public PolicyReconciler(Cluster cluster, Passes passes, Events events, Clock clock) {
    this.cluster = cluster;
    this.passes = passes;
    this.events = events;
    this.clock = clock;
    this.departures = new Departures(events, clock);
  }

  @Override
  public List<EventSource<?, PartitionLoadPolicy>> prepareEventSources(
      EventSourceContext<PartitionLoadPolicy> context) {
    cluster.attach(context.getPrimaryCache());
    return List.of(cluster.wakeUps());
  }

  @Override
  public UpdateControl<PartitionLoadPolicy> reconcile(
      PartitionLoadPolicy resource, Context<PartitionLoadPolicy> context) {
    if (context.isPrimaryResourceDeleted()) {
      return UpdateControl.noUpdate();
    }
    Policy policy = Cluster.policy(resource);
    if (resource.isMarkedForDeletion() && resource.hasFinalizer(Departures.FINALIZER)) {
      return leave(resource, policy, context);
    }
    Departures.prepare(resource, context);
    Optional<String> invalid = policy.spec().invalid();
    if (invalid.isPresent()) {
      report(resource, new Outcome.Failed(Reason.INVALID_SPEC, invalid.get()), context);
      return UpdateControl.noUpdate();
    }
    UpdateControl<PartitionLoadPolicy> control = UpdateControl.noUpdate();
    Optional<Answer> answer = passes.ask(policy);
    answer.ifPresent(a -> report(resource, a.outcome(), context));
    return control.rescheduleAfter(answer.map(this::untilNextLook).orElse(AT_THE_LATEST));
  }

  private UpdateControl<PartitionLoadPolicy> leave(
      PartitionLoadPolicy resource, Policy policy, Context<PartitionLoadPolicy> context) {
    Optional<Answer> answer = policy.leaving() ? passes.ask(policy) : Optional.empty();
    if (departures.over(resource, answer)) {
      departures.leave(context);
      return UpdateControl.noUpdate();
    }
    UpdateControl<PartitionLoadPolicy> control = UpdateControl.noUpdate();
    return control.rescheduleAfter(answer.map(this::untilNextLook).orElse(WHILE_LEAVING));
  }

  private Duration untilNextLook(Answer answer) {
    // Rounded up: a timer that fires early would find the answer still good.
    Duration left = Duration.between(clock.instant(), answer.until()).plusMillis(1);
    return left.isNegative() ? Duration.ofMillis(1) : left;
  }

  private void report(
      PartitionLoadPolicy resource, Outcome outcome, Context<PartitionLoadPolicy> context) {
    PolicyStatus before = Optional.ofNullable(resource.getStatus()).orElse(PolicyStatus.EMPTY);
    Instant now = clock.instant();
    PolicyStatus after =
        Report.status(
            before,
            resource.getMetadata().getGeneration(),
            resource.getSpec().mode(),
            Annotations.of(resource),
            outcome,
            now);
    if (after.equals(before)) {
      return;
    }
    try {
      PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(
          resource, withStatus(resource, after), context);
    } catch (KubernetesClientException e) {
      if (outcome instanceof Outcome.Failed failed && failed.reason() == Reason.INVALID_SPEC) {
        // An object that no longer fits its schema refuses every write, that of its status too.
        LOG.warn("Policy {} is invalid: {}", Cluster.name(resource), failed.message());
        events.warn(Cluster.name(resource), failed.reason(), failed.message());
        return;
      }
      throw e;
    }
  }

  /** Nothing but the status: what is in a server-side apply becomes ours. */
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
