package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.api.DeletionPolicy;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.reconcile.PassResult;
import io.milvus.residency.reconcile.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The finalizer of policies with {@code deletionPolicy: Release}, which defers their deletion until
 * their partitions are released. A policy with {@code deletionPolicy: Retain} has no finalizer and
 * is deleted at once.
 */
final class ReleaseFinalizer {

  /** The limit for releases: a deletion must not wait for Milvus longer than users do. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The time for a last pass after {@link #PATIENCE}, to report which partitions stay loaded. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(15);

  private final KubernetesEventRecorder events;
  private final InstantSource clock;

  ReleaseFinalizer(KubernetesEventRecorder events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /**
   * Adds the finalizer to a policy that needs it, or removes it from one that does not. Under an
   * operator that observes, no policy needs it: deletions release nothing, and after the operator
   * is uninstalled, nobody would remove it.
   */
  static void prepare(PartitionLoadPolicy resource, EffectiveMode mode, WriteAccess access) {
    if (resource.getSpec().invalid().isPresent()) {
      return;
    }
    boolean needed =
        resource.getSpec().deletionPolicy() == DeletionPolicy.RELEASE
            && mode.operator() == Mode.ENFORCE;
    boolean present = resource.hasFinalizer(FinalizerPatch.NAME);
    if (needed && !present) {
      FinalizerPatch.add(access, resource);
    } else if (!needed && present) {
      FinalizerPatch.remove(access, resource);
    }
  }

  /** Returns true once all partitions are released or the timeout has passed. */
  boolean over(PartitionLoadPolicy resource, Policy policy, Optional<PassResult> answer) {
    if (!policy.leaving()) {
      return true;
    }
    boolean done =
        answer
            .map(PassResult::outcome)
            .filter(PassOutcome.Planned.class::isInstance)
            .map(PassOutcome.Planned.class::cast)
            .filter(planned -> DeletionReport.toRelease(planned).isEmpty())
            .isPresent();
    Instant deadline = Instant.parse(resource.getMetadata().getDeletionTimestamp()).plus(PATIENCE);
    Instant end = answer.isPresent() ? deadline : deadline.plus(LAST_LOOK);
    return done || !clock.instant().isBefore(end);
  }

  /**
   * Removes the finalizer, and reports the partitions that stay loaded.
   *
   * @throws KubernetesClientException if the API server refuses to remove the finalizer
   */
  void leave(
      PartitionLoadPolicy resource,
      EffectiveMode mode,
      Optional<PassResult> answer,
      WriteAccess access) {
    try {
      FinalizerPatch.remove(access, resource);
    } catch (KubernetesClientException e) {
      if (unfit(e)) {
        events.warn(resource, Reason.INVALID_SPEC, stuck(e));
      }
      throw e;
    }
    DeletionReport.of(resource, mode, answer.map(PassResult::outcome))
        .ifPresent(deletionReport -> events.deletionReport(resource, deletionReport));
  }

  /** Returns whether a write was refused because the policy no longer matches its schema. */
  private static boolean unfit(KubernetesClientException e) {
    return e.getCode() == 422 && String.valueOf(e.getMessage()).contains("is invalid");
  }

  private static String stuck(KubernetesClientException e) {
    return "The deletion is stuck: the policy does not match its schema, so the API server refuses"
        + " to remove the finalizer "
        + FinalizerPatch.NAME
        + ". Correct these fields, and the deletion completes automatically: "
        + (e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
  }
}
