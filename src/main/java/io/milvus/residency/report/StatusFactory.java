package io.milvus.residency.report;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.PolicyStatus.Blocked;
import io.milvus.residency.api.PolicyStatus.GovernedCollection;
import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.api.PolicyStatus.Summary;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.PassOutcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A factory for the status of a policy. Equal outcomes give equal statuses, so that an idle
 * operator writes none.
 */
public final class StatusFactory {

  private static final Comparator<PartitionPlan> MOST_PRESSING_FIRST =
      Comparator.comparing(PartitionPlan::reason)
          .reversed()
          .thenComparing(PartitionPlan::partition);

  private StatusFactory() {}

  /**
   * Returns the status after a pass.
   *
   * @param previous the previous status, whose transition times and collection are carried over
   * @param generation the generation of the spec that the outcome is for
   * @param mode the mode in which the operator treats the policy
   * @param asked the requests in annotations
   * @param outcome the outcome of the pass
   * @param now the transition time of conditions that change
   */
  public static PolicyStatus status(
      PolicyStatus previous,
      long generation,
      EffectiveMode mode,
      Annotations asked,
      PassOutcome outcome,
      Instant now) {
    Optional<String> handled =
        asked.requestedAt().map(BoundedText::capped).or(previous::lastHandledReconcileAt);
    if (outcome instanceof PassOutcome.Planned planned) {
      ReadySummary ready = ReadySummary.of(mode, planned);
      return new PolicyStatus(
          generation,
          Optional.of(collection(planned)),
          planned.policyPlan().recorded().settledIntent(),
          planned.policyPlan().recorded().change(),
          planned.policyPlan().blocked().map(b -> new Blocked(b.releases(), b.approval())),
          Optional.of(summary(planned.policyPlan().partitionPlans())),
          pending(planned.policyPlan().partitionPlans()),
          planned.policyPlan().next(),
          handled,
          Conditions.of(previous.conditions(), generation, ready, now));
    }
    PassOutcome.Failed failed = (PassOutcome.Failed) outcome;
    // Consent outlasts a failure, but not an edit that no pass has handled, nor an invalid spec.
    boolean mayAct = failed.reason() != Reason.INVALID_SPEC;
    // Nobody watches a collection that no name leads to.
    boolean leads = failed.reason() != Reason.COLLECTION_NOT_FOUND;
    // Releases on the collection have to wait until the policy reaches it again.
    return new PolicyStatus(
        generation,
        previous.collection(),
        previous
            .settledIntent()
            .filter(intent -> mayAct && leads && previous.observedGeneration() == generation),
        previous.change().filter(change -> mayAct),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        handled,
        Conditions.of(
            previous.conditions(),
            generation,
            new ReadySummary(failed.reason(), failed.message()),
            now));
  }

  private static GovernedCollection collection(PassOutcome.Planned planned) {
    return new GovernedCollection(
        Long.toString(planned.observed().id().id()),
        planned.observed().id().created(),
        planned.observed().name());
  }

  private static Summary summary(List<PartitionPlan> partitionPlans) {
    return new Summary(
        count(partitionPlans, RuleState.LOADED, LoadState.values()),
        count(partitionPlans, RuleState.LOADED, LoadState.LOADED),
        count(partitionPlans, RuleState.LOADED, LoadState.LOADING),
        count(partitionPlans, RuleState.LOADED, LoadState.NOT_LOAD),
        count(partitionPlans, RuleState.LOADED, LoadState.NOT_EXIST),
        count(partitionPlans, RuleState.RELEASED, LoadState.LOADED, LoadState.LOADING),
        (int) partitionPlans.stream().filter(f -> f.reason() == Reason.CONTESTED).count());
  }

  private static int count(
      List<PartitionPlan> partitionPlans, RuleState desired, LoadState... actual) {
    Set<LoadState> states = Set.of(actual);
    return (int)
        partitionPlans.stream()
            .filter(plan -> plan.desired() == desired && states.contains(plan.actual()))
            .count();
  }

  private static List<Pending> pending(List<PartitionPlan> partitionPlans) {
    return partitionPlans.stream()
        .filter(f -> f.reason() != Reason.IN_SYNC)
        .sorted(MOST_PRESSING_FIRST)
        .limit(PolicyStatus.MAX_PENDING)
        .map(StatusFactory::pending)
        .toList();
  }

  private static Pending pending(PartitionPlan partitionPlan) {
    return new Pending(
        partitionPlan.partition(),
        partitionPlan.desired(),
        partitionPlan.actual().toString(),
        partitionPlan.rule(),
        partitionPlan.reason(),
        Optional.of(partitionPlan.message())
            .filter(text -> !text.isEmpty())
            .map(BoundedText::capped),
        partitionPlan.actual() == LoadState.LOADING
            ? OptionalInt.of(partitionPlan.progress())
            : OptionalInt.empty(),
        partitionPlan.notBefore().map(instant -> instant.truncatedTo(ChronoUnit.SECONDS)));
  }
}
