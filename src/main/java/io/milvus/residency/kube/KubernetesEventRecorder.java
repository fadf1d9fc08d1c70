package io.milvus.residency.kube;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.milvus.residency.api.EventReason;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PlanEvent;
import io.milvus.residency.plan.Step;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.reconcile.EventRecorder;
import io.milvus.residency.reconcile.Policy;
import io.milvus.residency.reconcile.PolicySnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Kubernetes events about the partitions that were loaded or released for a policy, and why. */
public final class KubernetesEventRecorder implements EventRecorder {

  private static final int NAMES = 20;
  private static final String RECONCILE = "Reconcile";

  private final EventPublisher writer;
  private final Function<PolicyName, Optional<String>> uids;

  /**
   * Creates the recorder.
   *
   * @param uids returns the uid of a policy as it is now; empty if there is none
   */
  public KubernetesEventRecorder(
      EventPublisher writer, Function<PolicyName, Optional<String>> uids) {
    this.writer = writer;
    this.uids = uids;
  }

  @Override
  public EventRecorder among(PolicySnapshot policies) {
    return new KubernetesEventRecorder(
        writer,
        name ->
            policies
                .all()
                .filter(policy -> policy.name().equals(name))
                .map(Policy::uid)
                .findFirst()
                .or(() -> uids.apply(name)));
  }

  @Override
  public void done(Step step) {
    byPolicy(step)
        .forEach(
            (policy, changes) ->
                write(
                    policy,
                    step instanceof Step.Cancel ? "Warning" : "Normal",
                    reason(step),
                    action(step),
                    done(step, partitions(changes))));
  }

  @Override
  public void refused(Step step, Reason reason, String message) {
    byPolicy(step)
        .forEach(
            (policy, changes) ->
                write(
                    policy,
                    "Warning",
                    reason.toString(),
                    action(step),
                    failed(step) + " " + partitions(changes) + ": " + message));
  }

  @Override
  public void warned(PolicyName policy, EventReason reason, String message) {
    write(policy, "Warning", reason.toString(), RECONCILE, message);
  }

  @Override
  public void noticed(PlanEvent planEvent) {
    write(
        planEvent.policy(),
        "Warning",
        planEvent.reason().toString(),
        RECONCILE,
        planEvent.message());
  }

  private void write(PolicyName policy, String type, String reason, String action, String note) {
    uids.apply(policy).ifPresent(uid -> writer.write(policy, uid, type, reason, action, note));
  }

  /** Records a warning that is not about a step. */
  void warn(PartitionLoadPolicy resource, Reason reason, String message) {
    warn(resource, reason.toString(), message);
  }

  /** Records a warning that prevents nothing. */
  void warn(PartitionLoadPolicy resource, EventReason reason, String message) {
    warn(resource, reason.toString(), message);
  }

  /** Records a warning with the reason of a condition. */
  void warn(PartitionLoadPolicy resource, String reason, String message) {
    write(resource, "Warning", reason, RECONCILE, message);
  }

  /** Records which partitions a deleted policy has left loaded. */
  void deletionReport(PartitionLoadPolicy resource, DeletionReport deletionReport) {
    String type = deletionReport.warning() ? "Warning" : "Normal";
    write(resource, type, deletionReport.reason().toString(), "Release", deletionReport.message());
  }

  private void write(
      PartitionLoadPolicy resource, String type, String reason, String action, String note) {
    writer.write(
        PolicyMapper.name(resource), resource.getMetadata().getUid(), type, reason, action, note);
  }

  private static Map<PolicyName, List<PartitionChange>> byPolicy(Step step) {
    return step.changes().stream()
        .collect(groupingBy(PartitionChange::policy, TreeMap::new, toList()));
  }

  private static String reason(Step step) {
    if (step instanceof Step.Cancel) {
      return Reason.LOAD_STUCK.toString();
    }
    return (step instanceof Step.Load ? EventReason.LOADING : EventReason.RELEASED).toString();
  }

  private static String action(Step step) {
    return step instanceof Step.Load ? "Load" : "Release";
  }

  private static String done(Step step, String partitions) {
    return step instanceof Step.Cancel
        ? "Cancelled the load of " + partitions + ", which made no progress."
        : reason(step) + " " + partitions + ".";
  }

  private static String failed(Step step) {
    if (step instanceof Step.Cancel) {
      return "Failed to cancel the load of";
    }
    return step instanceof Step.Load ? "Failed to load" : "Failed to release";
  }

  private static String partitions(List<PartitionChange> changes) {
    List<String> rules =
        changes.stream()
            .map(PartitionChange::rule)
            .filter(rule -> !rule.isEmpty())
            .distinct()
            .toList();
    if (rules.isEmpty()) {
      return names(changes);
    }
    return names(changes)
        + (rules.size() == 1 ? " (rule " : " (rules ")
        + String.join(", ", rules)
        + ")";
  }

  private static String names(List<PartitionChange> changes) {
    return Phrases.firstOf(changes.stream().map(c -> c.partition().name()).toList(), NAMES);
  }
}
