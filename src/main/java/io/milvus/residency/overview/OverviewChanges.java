package io.milvus.residency.overview;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.api.PolicyStatus.Summary;
import io.milvus.residency.model.PolicyName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells what differs between an overview and the one before it, a line for each policy. */
public final class OverviewChanges {

  private Map<PolicyName, String> last = Map.of();

  /** Returns the lines of policies that are new, gone, or have changed since the last call. */
  public List<String> next(Overview overview) {
    Map<PolicyName, String> present = new LinkedHashMap<>();
    overview.policies().forEach(policy -> present.put(policy.policy(), text(policy)));
    List<String> lines = new ArrayList<>();
    present.forEach(
        (policy, text) -> {
          if (!text.equals(last.get(policy))) {
            lines.add(line(overview, policy, text));
          }
        });
    last.keySet().stream()
        .filter(policy -> !present.containsKey(policy))
        .forEach(policy -> lines.add(line(overview, policy, "deleted")));
    last = present;
    return lines;
  }

  private static String line(Overview overview, PolicyName policy, String text) {
    return Times.text(overview.time()) + " " + policy + " " + text;
  }

  private static String text(PolicyOverview policy) {
    List<String> parts = new ArrayList<>();
    parts.add(
        policy.state().reason().isEmpty()
            ? policy.state().attention().toString()
            : policy.state().attention() + ", " + policy.state().reason());
    policy.partitions().map(OverviewChanges::counts).ifPresent(parts::add);
    String loads =
        policy.pending().stream()
            .filter(pending -> pending.progress().isPresent())
            .map(OverviewChanges::progress)
            .collect(joining(", "));
    if (!loads.isEmpty()) {
      parts.add(loads);
    }
    parts.addAll(policy.doubts());
    return String.join("; ", parts) + ": " + policy.state().message();
  }

  private static String counts(Summary summary) {
    return summary.loaded()
        + " of "
        + summary.desired()
        + " loaded"
        + (summary.toRelease() == 0 ? "" : ", " + summary.toRelease() + " to release");
  }

  private static String progress(Pending pending) {
    return pending.name() + " " + pending.progress().getAsInt() + "%";
  }
}
