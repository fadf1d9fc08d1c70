package io.milvus.residency.plan;

import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.cli.NamedPlannerState;
import io.milvus.residency.cli.Scenario;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.Step.PartitionChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The {@code plan.yaml} of a golden case: a plan as people write it. What is empty is left out.
 *
 * @param steps the calls to make, in order
 * @param inSync by policy, the partitions that are as it wants them
 * @param pending by policy and partition, what is not as wanted and why
 * @param issues by policy and reason, what stands in its way as a whole
 * @param blocked by policy, the releases that wait to be approved
 * @param settles the policies whose present intent counts as carried out from now on
 * @param changes by policy, what is recorded of the edit that is being carried out
 * @param ahead by policy, what the clock will do with that edit
 * @param idleRules by policy, the rules that decide no partition
 * @param next by policy, what the clock changes next
 * @param unproven loaded partitions of which it must be asked whether they answer searches
 * @param notices what people hear of once, by policy
 * @param nextLook when time alone will change the plan
 * @param memory what is remembered for the next plan
 */
record PlanText(
    List<StepText> steps,
    Map<String, List<String>> inSync,
    Map<String, Map<String, PendingText>> pending,
    Map<String, Map<Reason, String>> issues,
    Map<String, BlockedText> blocked,
    List<String> settles,
    Map<String, ChangeText> changes,
    Map<String, String> ahead,
    Map<String, List<String>> idleRules,
    Map<String, Next> next,
    List<String> unproven,
    Map<String, List<String>> notices,
    Optional<Instant> nextLook,
    NamedPlannerState memory) {

  PlanText {
    memory = memory == null ? NamedPlannerState.NOTHING : memory;
  }

  /**
   * One step: load or release.
   *
   * @param load by partition, the policy and the rule in whose name it is loaded
   * @param with what to load with; absent where Milvus chooses or it is {@link Scenario#ORDINARY}
   * @param release by partition, the policy and the rule in whose name it is released
   */
  record StepText(
      Map<String, String> load, Optional<LoadSettings> with, Map<String, String> release) {}

  /** What is recorded of an edit, without the name of its intent. */
  record ChangeText(Instant since, int resident, int released) {}

  /** What is blocked; the message stands in the issues. */
  record BlockedText(int releases, Optional<String> approval) {}

  /** A finding without its partition, which is the key it stands under. */
  record PendingText(
      RuleState desired,
      LoadState actual,
      OptionalInt progress,
      String rule,
      Reason reason,
      String message,
      Optional<Instant> notBefore) {
    static PendingText of(PartitionPlan partitionPlan) {
      return new PendingText(
          partitionPlan.desired(),
          partitionPlan.actual(),
          partitionPlan.actual() == LoadState.LOADING
              ? OptionalInt.of(partitionPlan.progress())
              : OptionalInt.empty(),
          partitionPlan.rule(),
          partitionPlan.reason(),
          partitionPlan.message(),
          partitionPlan.notBefore());
    }
  }

  /** Writes a plan down. */
  static PlanText of(Plan plan, Scenario world) {
    Map<String, List<String>> inSync = new TreeMap<>();
    Map<String, Map<String, PendingText>> pending = new TreeMap<>();
    plan.policyPlans()
        .forEach(
            (policy, policyPlan) -> {
              for (PartitionPlan partitionPlan : policyPlan.partitionPlans()) {
                if (partitionPlan.reason() == Reason.IN_SYNC) {
                  inSync
                      .computeIfAbsent(policy.toString(), p -> new ArrayList<>())
                      .add(partitionPlan.partition());
                } else {
                  pending
                      .computeIfAbsent(policy.toString(), p -> new LinkedHashMap<>())
                      .put(partitionPlan.partition(), PendingText.of(partitionPlan));
                }
              }
            });
    Map<String, Map<Reason, String>> issues = new TreeMap<>();
    Map<String, BlockedText> blocked = new TreeMap<>();
    List<String> settles = new ArrayList<>();
    Map<String, ChangeText> changes = new TreeMap<>();
    Map<String, String> ahead = new TreeMap<>();
    Map<String, List<String>> idleRules = new TreeMap<>();
    Map<String, Next> next = new TreeMap<>();
    plan.policyPlans()
        .forEach(
            (name, policyPlan) -> {
              String policy = name.toString();
              for (PolicyIssue issue : policyPlan.issues()) {
                issues
                    .computeIfAbsent(policy, p -> new TreeMap<>())
                    .merge(issue.reason(), issue.message(), (a, b) -> a + " / " + b);
              }
              policyPlan
                  .blocked()
                  .ifPresent(b -> blocked.put(policy, new BlockedText(b.releases(), b.approval())));
              policyPlan.recorded().settledIntent().ifPresent(intent -> settles.add(policy));
              policyPlan
                  .recorded()
                  .change()
                  .ifPresent(
                      c ->
                          changes.put(
                              policy, new ChangeText(c.since(), c.resident(), c.released())));
              policyPlan.ahead().ifPresent(text -> ahead.put(policy, text));
              if (!policyPlan.idleRules().isEmpty()) {
                idleRules.put(policy, policyPlan.idleRules());
              }
              policyPlan.next().ifPresent(n -> next.put(policy, n));
            });
    Map<String, List<String>> notices = new TreeMap<>();
    plan.notices()
        .forEach(
            n ->
                notices
                    .computeIfAbsent(n.policy().toString(), p -> new ArrayList<>())
                    .add(n.reason() + ": " + n.message()));
    return new PlanText(
        plan.steps().stream().map(PlanText::step).toList(),
        inSync,
        pending,
        issues,
        blocked,
        world.settled() ? List.of() : settles.stream().sorted().toList(),
        changes,
        ahead,
        idleRules,
        next,
        plan.unproven().stream().map(Partition::name).sorted().toList(),
        notices,
        plan.nextLook(),
        named(plan.plannerState(), world));
  }

  private static StepText step(Step step) {
    Map<String, String> changes = new LinkedHashMap<>();
    for (PartitionChange change : step.changes()) {
      changes.put(change.partition().name(), change.policy() + " " + change.rule());
    }
    if (step instanceof Step.Load load) {
      Optional<LoadSettings> with =
          Optional.of(load.settings())
              .filter(s -> !s.equals(LoadSettings.SERVER_DEFAULT) && !s.equals(Scenario.ORDINARY));
      return new StepText(changes, with, Map.of());
    }
    return new StepText(Map.of(), Optional.empty(), changes);
  }

  private static NamedPlannerState named(PlannerState plannerState, Scenario world) {
    Map<Long, String> names = new HashMap<>();
    world.ids().forEach((name, id) -> names.put(id, name));
    Map<String, Instant> since = new TreeMap<>();
    Map<String, Integer> edits = new TreeMap<>();
    plannerState
        .releases()
        .forEach(
            (id, wanted) -> {
              since.put(names.get(id), wanted.since());
              if (wanted.by().values().stream().allMatch(Cause.Edit.class::isInstance)) {
                wanted.by().values().stream()
                    .map(cause -> ((Cause.Edit) cause).resident())
                    .min(Integer::compareTo)
                    .ifPresent(resident -> edits.put(names.get(id), resident));
              }
            });
    Map<String, PlannerState.FailedLoad> failedLoads = new TreeMap<>();
    plannerState
        .failedLoads()
        .forEach((id, failedLoad) -> failedLoads.put(names.get(id), failedLoad));
    Map<String, Instant> awaited = new TreeMap<>();
    plannerState.awaitedSince().forEach((id, start) -> awaited.put(names.get(id), start));
    Map<String, PlannerState.Drift> drift = new TreeMap<>();
    plannerState
        .drift()
        .forEach(
            (id, how) -> {
              // That a partition is as wanted is no news.
              if (!how.corrections().isEmpty()) {
                drift.put(names.get(id), how);
              }
            });
    return new NamedPlannerState(
        since,
        edits,
        Optional.empty(),
        failedLoads,
        plannerState.lastSettings().filter(s -> !s.equals(Scenario.ORDINARY)),
        awaited,
        drift);
  }
}
