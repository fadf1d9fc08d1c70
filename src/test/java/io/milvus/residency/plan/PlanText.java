package io.milvus.residency.plan;

import io.milvus.residency.api.LoadPriority;
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
 * The {@code plan.yaml} of a golden case: a plan as people write it. Empty parts are left out.
 *
 * @param steps the calls to make, in order
 * @param inSync by policy, the partitions that are as wanted
 * @param pending by policy and partition, the changes that are not made yet, and why
 * @param issues by policy and reason, the issues of the policy as a whole
 * @param blocked by policy, the releases that wait for approval
 * @param settles the policies whose present intent is recorded as carried out
 * @param changes by policy, the recorded edit that is being carried out
 * @param ahead by policy, what the clock will do with that edit
 * @param idleRules by policy, the rules that decide no partition
 * @param next by policy, the next change by the clock
 * @param unproven loaded partitions of which the operator must ask whether they are searchable
 * @param notices events by policy
 * @param nextLook the time when the plan changes without any other change
 * @param memory the state remembered for the next plan
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
   * A step: load, release or cancel a load.
   *
   * @param load by partition, the policy and the rule that want the load
   * @param with the load settings; absent if they are the default of Milvus or {@link
   *     Scenario#ORDINARY}
   * @param priority the priority of the load, if it is low
   * @param release by partition, the policy and the rule that want the release
   * @param cancel by partition, the policy and the rule for which the load is cancelled
   */
  record StepText(
      Map<String, String> load,
      Optional<LoadSettings> with,
      Optional<LoadPriority> priority,
      Map<String, String> release,
      Map<String, String> cancel) {}

  /** The record of an edit, without the name of its intent. */
  record ChangeText(Instant since, int resident, int released) {}

  /** Blocked releases; their message is in the issues. */
  record BlockedText(int releases, Optional<String> approval) {}

  /** A partition plan without the partition, which is its key. */
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

  /** Returns the text of a plan. */
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
      Optional<LoadPriority> priority =
          Optional.of(load.priority()).filter(p -> p == LoadPriority.LOW);
      return new StepText(changes, with, priority, Map.of(), Map.of());
    }
    return step instanceof Step.Cancel
        ? new StepText(Map.of(), Optional.empty(), Optional.empty(), Map.of(), changes)
        : new StepText(Map.of(), Optional.empty(), Optional.empty(), changes, Map.of());
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
    Map<String, PendingLoad> pending = new TreeMap<>();
    plannerState.pendingLoads().forEach((id, load) -> pending.put(names.get(id), load));
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
        pending,
        // The states of the partitions show what is loading.
        List.of(),
        plannerState.lastSettings().filter(s -> !s.equals(Scenario.ORDINARY)),
        awaited,
        drift,
        plannerState.pausedUntil());
  }
}
