package io.milvus.residency.report;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.plan.PolicyIssue;
import io.milvus.residency.plan.PolicyPlan;
import java.util.Comparator;
import java.util.List;

/**
 * The reason and message of the conditions of a policy. The message contains no time that moves, so
 * that waiting writes no status.
 */
record ReadySummary(Reason reason, String message) {

  private static final int NAMES = 3;

  static ReadySummary of(EffectiveMode mode, PassOutcome.Planned planned) {
    if (planned.observed().partitionKey()) {
      return new ReadySummary(
          Reason.PARTITION_KEY_COLLECTION,
          "The collection has a partition key, and Milvus refuses to load or release its"
              + " partitions individually. Delete the policy.");
    }
    return switch (mode.mode()) {
      case OBSERVE ->
          new ReadySummary(Reason.OBSERVING, settings(mode) + wouldDo(planned.policyPlan()));
      case SUSPENDED ->
          new ReadySummary(
              Reason.SUSPENDED,
              operator(mode)
                  + "Suspended: the policy changes nothing. Other policies still can't release what this"
                  + " policy wants loaded.");
      case ENFORCE -> enforced(planned);
    };
  }

  /** Returns what makes a policy observe, beside its own mode. */
  private static String settings(EffectiveMode mode) {
    boolean onHold = mode.hold() && mode.spec() == Mode.ENFORCE;
    return operator(mode)
        + (onHold
            ? "On hold. To resume, remove the annotation "
                + Annotations.HOLD
                + " or set it to \"false\". "
            : "");
  }

  private static String operator(EffectiveMode mode) {
    return mode.operator() == Mode.ENFORCE
        ? ""
        : "The operator runs in mode " + mode.operator() + " and changes nothing for any policy. ";
  }

  private static ReadySummary enforced(PassOutcome.Planned planned) {
    Reason reason =
        planned.policyPlan().partitionPlans().stream()
            .map(PartitionPlan::reason)
            .max(Reason::compareTo)
            .orElse(Reason.IN_SYNC);
    return planned.policyPlan().issues().stream()
        .max(Comparator.comparing(PolicyIssue::reason))
        .filter(issue -> issue.reason().compareTo(reason) >= 0)
        .map(issue -> new ReadySummary(issue.reason(), issue.message()))
        .orElseGet(() -> new ReadySummary(reason, sentence(reason, planned.policyPlan())));
  }

  private static String sentence(Reason reason, PolicyPlan policyPlan) {
    List<PartitionPlan> partitionPlans = policyPlan.partitionPlans();
    String counts =
        counts(partitionPlans)
            + idle(policyPlan.idleRules())
            + policyPlan.ahead().map(" "::concat).orElse("");
    if (reason == Reason.IN_SYNC) {
      return counts;
    }
    List<PartitionPlan> concerned =
        partitionPlans.stream().filter(f -> f.reason() == reason).toList();
    String names = names(concerned);
    String why =
        concerned.stream()
            .map(PartitionPlan::message)
            .filter(message -> !message.isEmpty())
            .findFirst()
            .orElse("");
    return switch (reason) {
      case LOADING -> counts + " Loading " + names + "." + then(why);
      case RELEASE_PENDING -> counts + " To be released: " + names + "." + then(why);
      case PARTITION_NOT_FOUND ->
          counts + " Not found: " + names + ". Create the partitions, or correct the rules.";
      case CONTESTED, MIN_RESIDENT_REACHED -> counts + " Not released: " + names + "." + then(why);
      default -> counts + " " + names + (why.isEmpty() ? "." : ": " + why);
    };
  }

  private static String then(String sentence) {
    return sentence.isEmpty() ? "" : " " + sentence;
  }

  /** Warns of rules that decide nothing: no error, but perhaps a typo. */
  private static String idle(List<String> rules) {
    return rules.isEmpty()
        ? ""
        : (rules.size() == 1 ? " Rule " : " Rules ")
            + String.join(", ", rules)
            + (rules.size() == 1 ? " decides no partition." : " decide no partition.");
  }

  private static String counts(List<PartitionPlan> partitionPlans) {
    long desired = partitionPlans.stream().filter(f -> f.desired() == RuleState.LOADED).count();
    long loaded =
        partitionPlans.stream()
            .filter(f -> f.desired() == RuleState.LOADED && f.actual() == LoadState.LOADED)
            .count();
    return loaded + " of " + desired + " partitions loaded.";
  }

  private static String wouldDo(PolicyPlan policyPlan) {
    List<PartitionPlan> partitionPlans = policyPlan.partitionPlans();
    String approval = policyPlan.blocked().map(b -> " " + b.message()).orElse("");
    List<PartitionPlan> loads =
        partitionPlans.stream()
            .filter(f -> f.desired() == RuleState.LOADED && f.actual() == LoadState.NOT_LOAD)
            .toList();
    List<PartitionPlan> releases =
        partitionPlans.stream()
            .filter(f -> f.desired() == RuleState.RELEASED && f.reason() == Reason.OBSERVING)
            .toList();
    if (loads.isEmpty() && releases.isEmpty()) {
      return counts(partitionPlans) + " Enforce would change nothing.";
    }
    return counts(partitionPlans)
        + " Enforce would load "
        + names(loads)
        + " and release "
        + names(releases)
        + "."
        + approval;
  }

  private static String names(List<PartitionPlan> partitionPlans) {
    if (partitionPlans.isEmpty()) {
      return "nothing";
    }
    return Phrases.firstOf(partitionPlans.stream().map(PartitionPlan::partition).toList(), NAMES);
  }
}
