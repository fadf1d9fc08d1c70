package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.api.DeletionPolicy;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.reconcile.PassResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps a policy that takes its partitions along from vanishing before they are released. A policy
 * with deletionPolicy Retain has no finalizer and goes at once.
 */
final class ReleaseFinalizer {

  /** Being deleted must not depend on Milvus for longer than people wait. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Who goes without having been done with is given time for a look at what stays. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(15);

  private final KubernetesEventRecorder events;
  private final Clock clock;

  ReleaseFinalizer(KubernetesEventRecorder events, Clock clock) {
    this.events = events;
    this.clock = clock;
  }

  /** Lets a policy have the finalizer if it needs it, and only then. */
  static void prepare(PartitionLoadPolicy resource, KubernetesClient client) {
    if (resource.getSpec().invalid().isPresent()) {
      return;
    }
    boolean needed = resource.getSpec().deletionPolicy() == DeletionPolicy.RELEASE;
    boolean present = resource.hasFinalizer(FinalizerPatch.NAME);
    if (needed && !present) {
      FinalizerPatch.add(client, resource);
    } else if (!needed && present) {
      FinalizerPatch.remove(client, resource);
    }
  }

  /** Whether a policy may go: nothing is left to be released, or it has taken too long. */
  boolean over(PartitionLoadPolicy resource, Optional<PassResult> answer) {
    if (!PolicyMapper.releases(resource)) {
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
   * Lets a policy go, and says what it leaves behind.
   *
   * @throws KubernetesClientException if the API server does not let it go
   */
  void leave(PartitionLoadPolicy resource, Optional<PassResult> answer, KubernetesClient client) {
    try {
      FinalizerPatch.remove(client, resource);
    } catch (KubernetesClientException e) {
      if (unfit(e)) {
        events.warn(resource, Reason.INVALID_SPEC, stuck(e));
      }
      throw e;
    }
    DeletionReport.of(resource, answer.map(PassResult::outcome))
        .ifPresent(deletionReport -> events.deletionReport(resource, deletionReport));
  }

  /** An object that no longer fits its schema refuses every write, that of its finalizers too. */
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
