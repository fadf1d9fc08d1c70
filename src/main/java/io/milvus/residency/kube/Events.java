package io.milvus.residency.kube;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.milvus.residency.api.Reason;
import io.milvus.residency.collection.Recorder;
import io.milvus.residency.plan.Notice;
import io.milvus.residency.plan.PolicyName;
import io.milvus.residency.plan.Step;
import io.milvus.residency.plan.Step.Change;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells in Kubernetes events what was done in Milvus for a policy, which partitions, and why. */
public final class Events implements Recorder {

  private static final int NAMES = 20;

  private final EventWriter writer;

  /** Writes through the given writer. */
  public Events(EventWriter writer) {
    this.writer = writer;
  }

  @Override
  public void done(Step step) {
    byPolicy(step)
        .forEach(
            (policy, changes) ->
                writer.write(
                    policy, "Normal", reason(step), action(step), what(step, changes) + "."));
  }

  @Override
  public void refused(Step step, Reason reason, String message) {
    byPolicy(step)
        .forEach(
            (policy, changes) ->
                writer.write(
                    policy,
                    "Warning",
                    reason.toString(),
                    action(step),
                    "Could not be done: " + what(step, changes) + ": " + message));
  }

  @Override
  public void noticed(Notice notice) {
    warn(notice.policy(), notice.reason(), notice.message());
  }

  /** Warns of something that is not about a step. */
  void warn(PolicyName policy, Reason reason, String message) {
    writer.write(policy, "Warning", reason.toString(), "Reconcile", message);
  }

  private static Map<PolicyName, List<Change>> byPolicy(Step step) {
    return step.changes().stream().collect(groupingBy(Change::policy, TreeMap::new, toList()));
  }

  private static String reason(Step step) {
    return step instanceof Step.Load ? "Loading" : "Released";
  }

  private static String action(Step step) {
    return step instanceof Step.Load ? "Load" : "Release";
  }

  private static String what(Step step, List<Change> changes) {
    String rules = changes.stream().map(Change::rule).distinct().collect(joining(", "));
    return (step instanceof Step.Load ? "Loading " : "Releasing ")
        + names(changes)
        + " as rule "
        + rules
        + " wants";
  }

  private static String names(List<Change> changes) {
    String first =
        changes.stream().limit(NAMES).map(c -> c.partition().name()).collect(joining(", "));
    int more = changes.size() - NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
