package io.milvus.residency.kube;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.DeletionPolicy;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.collection.Answer;
import io.milvus.residency.plan.Finding;
import io.milvus.residency.plan.LoadState;
import io.milvus.residency.plan.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a policy that takes its partitions along from vanishing before they are released. A policy
 * with deletionPolicy Retain has no finalizer and goes at once.
 */
final class Departures {

  static final String FINALIZER = PartitionLoadPolicy.GROUP + "/release";

  /** Being deleted must not depend on Milvus for longer than people wait. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What keeps a partition loaded for good, so that there is nothing to wait for. */
  private static final Set<Reason> KEPT =
      Set.of(Reason.IN_SYNC, Reason.CONTESTED, Reason.HELD_BY_MIN_RESIDENT);

  private final Events events;
  private final Clock clock;

  Departures(Events events, Clock clock) {
    this.events = events;
    this.clock = clock;
  }

  /** Lets a policy have the finalizer if it needs it, and only then. */
  static void prepare(PartitionLoadPolicy resource, Context<PartitionLoadPolicy> context) {
    boolean needed =
        resource.getSpec().deletionPolicy() == DeletionPolicy.RELEASE
            && resource.getSpec().invalid().isEmpty();
    if (needed && !resource.hasFinalizer(FINALIZER)) {
      PrimaryUpdateAndCacheUtils.addFinalizer(context, FINALIZER);
    } else if (!needed && resource.getSpec().invalid().isEmpty()) {
      PrimaryUpdateAndCacheUtils.removeFinalizer(context, FINALIZER);
    }
  }

  /**
   * Whether a policy is being deleted and releases what it wanted loaded. One that changes nothing,
   * or never came to rest, does not.
   */
  static boolean releases(PartitionLoadPolicy resource) {
    Mode mode = Annotations.of(resource).effective(resource.getSpec().mode());
    boolean settled =
        Optional.ofNullable(resource.getStatus()).flatMap(PolicyStatus::settledIntent).isPresent();
    return resource.isMarkedForDeletion()
        && resource.hasFinalizer(FINALIZER)
        && resource.getSpec().invalid().isEmpty()
        && resource.getSpec().deletionPolicy() == DeletionPolicy.RELEASE
        && mode == Mode.ENFORCE
        && settled;
  }

  /** Lets a policy go, if nothing is left to be released or it has taken too long. */
  boolean over(PartitionLoadPolicy resource, Optional<Answer> answer) {
    if (!releases(resource)) {
      return true;
    }
    Optional<List<String>> left = answer.flatMap(a -> left(a.outcome()));
    if (left.isPresent() && left.get().isEmpty()) {
      return true;
    }
    Instant deleted = Instant.parse(resource.getMetadata().getDeletionTimestamp());
    if (clock.instant().isBefore(deleted.plus(PATIENCE))) {
      return false;
    }
    events.warn(
        resource,
        Reason.RELEASE_WAITING,
        "The policy is gone, and within "
            + PATIENCE.toMinutes()
            + " minutes not all could be released"
            + left.map(names -> ": " + String.join(", ", names)).orElse(""));
    return true;
  }

  void leave(Context<PartitionLoadPolicy> context) {
    PrimaryUpdateAndCacheUtils.removeFinalizer(context, FINALIZER);
  }

  /** What is still to be released; empty if that is not known. */
  private static Optional<List<String>> left(Outcome outcome) {
    return outcome instanceof Outcome.Planned planned
        ? Optional.of(
            planned.share().findings().stream()
                .filter(f -> f.want() == RuleState.RELEASED && f.have() != LoadState.NOT_LOAD)
                .filter(f -> !KEPT.contains(f.reason()))
                .map(Finding::partition)
                .toList())
        : Optional.empty();
  }
}
