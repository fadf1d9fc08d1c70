package io.milvus.residency.cli;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.FrozenPartition;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.PolicyIssue;
import io.milvus.residency.plan.Step;
import io.milvus.residency.plan.Step.PartitionChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The plan for one collection, as the command prints it.
 *
 * @param database the database of the collection
 * @param collection its name
 * @param now the time of the plan
 * @param steps the calls to make now, in order
 * @param partitions every existing or missing partition, with its desired state
 * @param issues by policy, the issues of the policy as a whole
 * @param idleRules by policy, the rules that decide no partition
 * @param nextLook the latest time of the next look at the collection
 * @param nextChange the time at which the plan changes without any edit
 */
record PlanView(
    String database,
    String collection,
    Instant now,
    List<StepView> steps,
    List<PartitionRow> partitions,
    Map<String, List<PolicyIssue>> issues,
    Map<String, List<String>> idleRules,
    Optional<Instant> nextLook,
    Optional<Instant> nextChange) {

  /** The reasons that wait for people, so that time changes nothing. */
  private static final Set<Reason> FOR_PEOPLE =
      EnumSet.of(Reason.RELEASE_BLOCKED, Reason.PARTITION_NOT_FOUND);

  /**
   * A call to make.
   *
   * @param action Load, Cancel or Release
   * @param partitions their names
   * @param with the load settings, unless Milvus chooses them
   * @param priority the priority of the load, if it is low
   */
  record StepView(
      String action,
      List<String> partitions,
      Optional<LoadSettings> with,
      Optional<LoadPriority> priority) {
    static StepView of(Step step) {
      List<String> names = step.changes().stream().map(c -> c.partition().name()).toList();
      return step instanceof Step.Load load
          ? new StepView(
              "Load",
              names,
              Optional.of(load.settings()).filter(s -> !s.equals(LoadSettings.SERVER_DEFAULT)),
              Optional.of(load.priority()).filter(priority -> priority == LoadPriority.LOW))
          : new StepView(
              step instanceof Step.Cancel ? "Cancel" : "Release",
              names,
              Optional.empty(),
              Optional.empty());
    }
  }

  /**
   * A partition and the policy that decides it, if any.
   *
   * @param partition its name
   * @param state its load state
   * @param wanted Loaded or Released
   * @param policy the policy that decides
   * @param rule the rule that decides
   * @param reason the reason for the present state
   * @param message more about the reason, where the reason alone is not enough
   * @param now whether a step of the plan changes the partition now
   * @param notBefore the earliest time of the change, if the change has to wait
   */
  record PartitionRow(
      String partition,
      LoadState state,
      Optional<RuleState> wanted,
      Optional<String> policy,
      Optional<String> rule,
      Optional<Reason> reason,
      Optional<String> message,
      boolean now,
      Optional<Instant> notBefore) {

    boolean isOneOf(Set<Reason> reasons) {
      return reason.filter(reasons::contains).isPresent();
    }

    /** Returns whether Ready would not be True because of this partition. */
    boolean open() {
      return reason.map(Reason::kind).filter(kind -> kind != Reason.Kind.READY).isPresent();
    }
  }

  static PlanView of(
      String database,
      ObservedCollection observed,
      Plan plan,
      List<FrozenPartition> frozen,
      Instant now) {
    List<PartitionRow> rows = new ArrayList<>();
    Set<String> decided = new HashSet<>();
    plan.policyPlans()
        .forEach(
            (policy, policyPlan) -> {
              for (PartitionPlan partitionPlan : policyPlan.partitionPlans()) {
                decided.add(partitionPlan.partition());
                rows.add(row(policy, partitionPlan, plan));
              }
            });
    Map<String, LoadState> states = new HashMap<>();
    observed.partitions().forEach(partition -> states.put(partition.name(), partition.state()));
    for (FrozenPartition one : frozen) {
      decided.add(one.partition());
      rows.add(frozen(one, states.getOrDefault(one.partition(), LoadState.NOT_EXIST)));
    }
    for (Partition partition : observed.partitions()) {
      if (!decided.contains(partition.name())) {
        rows.add(undecided(partition));
      }
    }
    rows.sort(
        Comparator.comparing(PartitionRow::partition)
            .thenComparing(row -> row.policy().orElse("")));
    Map<String, List<PolicyIssue>> issues = new TreeMap<>();
    Map<String, List<String>> idleRules = new TreeMap<>();
    plan.policyPlans()
        .forEach(
            (policy, policyPlan) -> {
              if (!policyPlan.idleRules().isEmpty()) {
                idleRules.put(policy.toString(), policyPlan.idleRules());
              }
              if (!policyPlan.issues().isEmpty()) {
                issues.put(policy.toString(), policyPlan.issues());
              }
            });
    return new PlanView(
        database,
        observed.name(),
        now,
        plan.steps().stream().map(StepView::of).toList(),
        rows,
        issues,
        idleRules,
        plan.nextLook(),
        nextChange(rows, plan));
  }

  /** Returns no time for a blocked release: its delay ends without a change of the plan. */
  private static Optional<Instant> nextChange(List<PartitionRow> rows, Plan plan) {
    boolean waits = rows.stream().anyMatch(row -> row.open() && !row.isOneOf(FOR_PEOPLE));
    return waits
        ? plan.nextLook()
        : plan.policyPlans().values().stream()
            .flatMap(policyPlan -> policyPlan.next().stream())
            .map(Next::time)
            .min(Comparator.naturalOrder());
  }

  private static PartitionRow row(PolicyName policy, PartitionPlan partitionPlan, Plan plan) {
    boolean acts = partitionPlan.reason().kind() != Reason.Kind.READY;
    return new PartitionRow(
        partitionPlan.partition(),
        partitionPlan.actual(),
        Optional.of(partitionPlan.desired()),
        Optional.of(policy.toString()),
        Optional.of(partitionPlan.rule()),
        Optional.of(partitionPlan.reason()),
        Optional.of(partitionPlan.message()).filter(text -> !text.isEmpty()),
        acts && plan.steps().stream().anyMatch(step -> changes(step, partitionPlan)),
        partitionPlan.notBefore());
  }

  private static boolean changes(Step step, PartitionPlan partitionPlan) {
    boolean loads = step instanceof Step.Load;
    return (step instanceof Step.Cancel || loads == (partitionPlan.desired() == RuleState.LOADED))
        && step.changes().stream()
            .map(PartitionChange::partition)
            .anyMatch(partition -> partition.name().equals(partitionPlan.partition()));
  }

  private static PartitionRow frozen(FrozenPartition frozen, LoadState state) {
    return new PartitionRow(
        frozen.partition(),
        state,
        Optional.empty(),
        Optional.of(frozen.policy().toString()),
        Optional.of(frozen.rule()),
        Optional.of(Reason.REFERENCE_NOT_READY),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private static PartitionRow undecided(Partition partition) {
    return new PartitionRow(
        partition.name(),
        partition.state(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  /** Returns whether a list can't be read, so that something is not planned. */
  boolean incomplete() {
    return issues.values().stream()
        .flatMap(List::stream)
        .anyMatch(issue -> issue.reason() == Reason.REFERENCE_NOT_READY);
  }

  /** Returns whether there is anything to do, now or later. */
  boolean somethingToDo() {
    return !steps.isEmpty() || partitions.stream().anyMatch(PartitionRow::open);
  }
}
