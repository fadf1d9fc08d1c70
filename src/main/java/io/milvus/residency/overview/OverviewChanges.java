package io.milvus.residency.overview;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.api.PolicyStatus.Summary;
import io.milvus.residency.model.PolicyName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Words each change of a policy as a line, unless the words are the same as before. */
public final class OverviewChanges {

  private final Map<PolicyName, String> last = new HashMap<>();

  /** Returns the line of a policy that is new or has changed; empty if nothing shows of it. */
  public Optional<String> changed(PartitionLoadPolicy resource, Instant now) {
    PolicyOverview policy = PolicyReading.of(resource, now).overview();
    String text = text(policy);
    return text.equals(last.put(policy.policy(), text))
        ? Optional.empty()
        : Optional.of(line(policy.policy(), text, now));
  }

  /** Returns the line of a policy that is gone. */
  public String deleted(PartitionLoadPolicy resource, Instant now) {
    PolicyName name = PolicyReading.of(resource, now).name();
    last.remove(name);
    return line(name, "deleted", now);
  }

  private static String line(PolicyName policy, String text, Instant now) {
    return Times.text(now) + " " + policy + " " + text;
  }

  private static String text(PolicyOverview policy) {
    List<String> parts = new ArrayList<>();
    parts.add(policy.state().attention().toString());
    if (!policy.state().reason().isEmpty()) {
      parts.add(policy.state().reason());
    }
    policy.partitions().map(OverviewChanges::counts).ifPresent(parts::add);
    String loads =
        policy.pending().stream()
            .filter(pending -> pending.progress().isPresent())
            .map(OverviewChanges::progress)
            .collect(joining(" "));
    if (!loads.isEmpty()) {
      parts.add(loads);
    }
    parts.add(policy.state().message());
    parts.addAll(policy.doubts());
    return String.join("; ", parts);
  }

  private static String counts(Summary summary) {
    return summary.loaded()
        + "/"
        + summary.desired()
        + " loaded"
        + (summary.toRelease() == 0 ? "" : ", " + summary.toRelease() + " to release");
  }

  private static String progress(Pending pending) {
    return pending.name() + "=" + pending.progress().getAsInt() + "%";
  }
}
