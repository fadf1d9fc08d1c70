package io.milvus.residency.kube;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.DeletionPolicy;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.PolicyStatus.GovernedCollection;
import io.milvus.residency.api.PolicyStatus.Summary;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.PassOutcome;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An event about partitions that were not released when their policy, with {@code deletionPolicy:
 * Release}, was deleted.
 *
 * @param warning true if users may have to release them by hand; false if another policy or {@code
 *     minResident} keeps them
 * @param reason the reason of the event
 * @param message the note of the event
 */
record DeletionReport(boolean warning, Reason reason, String message) {

  private static final int NAMES = 10;
  private static final String ELSEWHERE = "its collection name leads to another collection";

  /** Reasons that keep a partition loaded for good, so that waiting is useless. */
  private static final Set<Reason> KEPT = Set.of(Reason.CONTESTED, Reason.MIN_RESIDENT_REACHED);

  /**
   * Returns the report on the partitions that stay loaded, or empty if none does.
   *
   * @param mode the mode in which the operator treats the policy
   * @param outcome the outcome of the last pass; empty if there was none
   */
  static Optional<DeletionReport> of(
      PartitionLoadPolicy resource, EffectiveMode mode, Optional<PassOutcome> outcome) {
    Optional<String> invalid = resource.getSpec().invalid();
    if (invalid.isPresent()) {
      return nothing(resource, Reason.INVALID_SPEC, "its spec is invalid", invalid.get());
    }
    if (resource.getSpec().deletionPolicy() != DeletionPolicy.RELEASE) {
      return Optional.empty();
    }
    if (mode.mode() != Mode.ENFORCE) {
      Reason reason = mode.mode() == Mode.OBSERVE ? Reason.OBSERVING : Reason.SUSPENDED;
      return nothing(resource, reason, why(mode), "");
    }
    if (status(resource).collection().isEmpty()) {
      return nothing(resource, Reason.RELEASE_PENDING, "its collection was never found", "");
    }
    if (outcome.isEmpty()) {
      return nothing(resource, Reason.RELEASE_PENDING, "Milvus could not be read in time", "");
    }
    if (outcome.get() instanceof PassOutcome.Failed failed) {
      return nothing(resource, failed.reason(), failed.reason().toString(), failed.message());
    }
    PassOutcome.Planned planned = (PassOutcome.Planned) outcome.get();
    return isSeenAt(planned.observed().id(), status(resource).collection().orElseThrow())
        ? left(planned)
        : nothing(resource, Reason.COLLECTION_NOT_FOUND, ELSEWHERE, "");
  }

  private static String why(EffectiveMode mode) {
    if (mode.operator() != Mode.ENFORCE) {
      return "the operator runs in mode " + mode.operator();
    }
    return mode.spec() == Mode.ENFORCE
        ? "its annotation " + Annotations.HOLD + " is set"
        : "its mode is " + mode.spec();
  }

  private static boolean isSeenAt(CollectionId collection, GovernedCollection seen) {
    return seen.id().equals(Long.toString(collection.id()))
        && seen.created().equals(collection.created());
  }

  /** Returns the partitions that are still to be released, without those that others keep. */
  static List<PartitionPlan> toRelease(PassOutcome.Planned planned) {
    return staying(planned).stream().filter(f -> !KEPT.contains(f.reason())).toList();
  }

  private static List<PartitionPlan> staying(PassOutcome.Planned planned) {
    return planned.policyPlan().partitionPlans().stream()
        .filter(f -> f.desired() == RuleState.RELEASED)
        .filter(f -> f.actual() == LoadState.LOADED || f.actual() == LoadState.LOADING)
        .filter(f -> f.reason() != Reason.IN_SYNC)
        .toList();
  }

  private static Optional<DeletionReport> left(PassOutcome.Planned planned) {
    List<PartitionPlan> toRelease = toRelease(planned);
    List<PartitionPlan> left = toRelease.isEmpty() ? staying(planned) : toRelease;
    if (left.isEmpty()) {
      return Optional.empty();
    }
    String names = Phrases.firstOf(left.stream().map(PartitionPlan::partition).toList(), NAMES);
    String why = left.stream().map(DeletionReport::why).distinct().collect(joining(" "));
    return Optional.of(
        new DeletionReport(
            !toRelease.isEmpty(),
            left.stream().map(PartitionPlan::reason).max(Comparator.naturalOrder()).orElseThrow(),
            "The policy was deleted, but some of its partitions were not released: "
                + names
                + ". "
                + why));
  }

  private static String why(PartitionPlan partitionPlan) {
    String message =
        partitionPlan.message().isEmpty() ? partitionPlan.reason() + "." : partitionPlan.message();
    return "Rule " + partitionPlan.rule() + ": " + message;
  }

  /** Names the rules only, because without a plan the partitions are not known. */
  private static Optional<DeletionReport> nothing(
      PartitionLoadPolicy resource, Reason reason, String why, String message) {
    Optional<Summary> summary = status(resource).summary();
    if (summary.filter(s -> s.loaded() + s.loading() + s.toRelease() == 0).isPresent()) {
      return Optional.empty();
    }
    String rules =
        resource.getSpec().rules().stream()
            .filter(DeletionReport::loads)
            .map(Rule::name)
            .collect(joining(", "));
    String count =
        summary
            .map(
                s ->
                    " When last read, "
                        + (s.loaded() + s.loading())
                        + " of their partitions were loaded.")
            .orElse("");
    return Optional.of(
        new DeletionReport(
            true,
            reason,
            "The policy was deleted, but its partitions were not released: "
                + why
                + (message.isEmpty() ? "" : ": " + message)
                + (message.endsWith(".") ? "" : ".")
                + (rules.isEmpty() ? "" : " Affected rules: " + rules + ".")
                + count));
  }

  private static boolean loads(Rule rule) {
    return rule.state() == RuleState.LOADED
        || rule.otherwise().filter(RuleState.LOADED::equals).isPresent();
  }

  private static PolicyStatus status(PartitionLoadPolicy resource) {
    return Optional.ofNullable(resource.getStatus()).orElse(PolicyStatus.EMPTY);
  }
}
