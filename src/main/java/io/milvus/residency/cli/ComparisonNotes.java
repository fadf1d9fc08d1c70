package io.milvus.residency.cli;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PolicyIssue;
import io.milvus.residency.simulation.Comparison;
import io.milvus.residency.simulation.Span;
import io.milvus.residency.simulation.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Collects what else to know before an edit is applied. */
final class ComparisonNotes {

  private ComparisonNotes() {}

  /** Returns the notes by policy. */
  static Map<String, List<String>> of(Comparison comparison) {
    Map<String, List<String>> notes = new TreeMap<>();
    Map<PolicyName, List<PolicyIssue>> before = comparison.before().issues();
    comparison
        .after()
        .issues()
        .forEach(
            (policy, issues) ->
                issues.stream()
                    .filter(issue -> isNew(issue, before.getOrDefault(policy, List.of())))
                    .forEach(issue -> add(notes, policy, issue.message())));
    comparison.ahead().forEach((policy, text) -> add(notes, policy, text));
    comparison.created().forEach(policy -> add(notes, policy, "The policy is created."));
    comparison
        .deleted()
        .forEach(
            policy ->
                add(notes, policy, "The policy is deleted: nothing more is done for its rules."));
    changingNothing(comparison.after())
        .forEach(
            policy ->
                add(
                    notes,
                    policy,
                    "In mode Observe or Suspended or on hold, so nothing is changed for this"
                        + " policy."));
    return notes;
  }

  /** Returns the policies that want changes and make none, because of their mode or a hold. */
  private static Set<PolicyName> changingNothing(Timeline timeline) {
    return timeline.partitions().stream()
        .flatMap(partition -> partition.spans().stream())
        .flatMap(span -> span.decision().stream())
        .filter(d -> d.reason() == Reason.OBSERVING || d.reason() == Reason.SUSPENDED)
        .map(Span.Decision::policy)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** An issue that the old policy has, too, is not of the edit, unless something is missing. */
  private static boolean isNew(PolicyIssue issue, List<PolicyIssue> before) {
    return issue.reason() == Reason.REFERENCE_NOT_READY || !before.contains(issue);
  }

  private static void add(Map<String, List<String>> notes, PolicyName policy, String text) {
    List<String> some = notes.computeIfAbsent(policy.toString(), p -> new ArrayList<>());
    if (some.stream().noneMatch(known -> known.contains(text))) {
      some.add(text);
    }
  }
}
