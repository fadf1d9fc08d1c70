package io.milvus.residency.cli;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.PolicyStatus.Blocked;
import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.PolicyName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An edit whose releases wait for approval, as the status of a policy shows it.
 *
 * @param policy the name of the policy
 * @param approval the value that approves exactly these releases
 * @param blocked the number of releases that wait
 * @param sentence how many partitions the edit releases, and the limit; may be empty
 * @param partitions the partitions that the statuses name, with the rule if it is known
 */
record BlockedEdit(
    PolicyName policy,
    String approval,
    int blocked,
    String sentence,
    Map<String, Optional<String>> partitions) {

  private static final Pattern LIMIT =
      Pattern.compile("(Releases are blocked: .*?) To approve exactly these releases:");
  private static final Pattern NAMED =
      Pattern.compile("Partitions: ([^ ,]+(?:, [^ ,]+)*)(?: and \\d+ more)? \\(rules: ");

  /**
   * Returns the edit that a policy shows.
   *
   * @param policy a policy that has an approval in its status
   * @param others further policies of its namespace
   */
  static BlockedEdit of(
      PolicyName name, PartitionLoadPolicy policy, List<PartitionLoadPolicy> others) {
    PolicyStatus status = policy.getStatus();
    Blocked blocked = status.blocked().orElseThrow();
    String approval = blocked.approval().orElseThrow();
    String message = ReadyText.message(status);
    Map<String, Optional<String>> partitions = new LinkedHashMap<>();
    Stream.concat(Stream.of(policy), others.stream())
        .map(one -> one.getStatus())
        .filter(other -> approval(other).equals(Optional.of(approval)))
        .flatMap(other -> other.pending().stream())
        .filter(pending -> pending.reason() == Reason.RELEASE_BLOCKED)
        .forEach(
            pending ->
                partitions.putIfAbsent(
                    PlainText.of(pending.name()), Optional.of(PlainText.of(pending.rule()))));
    Matcher named = NAMED.matcher(message);
    if (named.find()) {
      for (String partition : named.group(1).split(", ", -1)) {
        partitions.putIfAbsent(partition, Optional.empty());
      }
    }
    Matcher limit = LIMIT.matcher(message);
    int released = status.change().map(Change::released).orElse(0);
    return new BlockedEdit(
        name,
        approval,
        Math.max(blocked.releases() - released, 0),
        limit.find() ? limit.group(1) : "",
        partitions);
  }

  /** Returns the approval in a status. */
  static Optional<String> approval(PolicyStatus status) {
    return status.blocked().flatMap(Blocked::approval);
  }

  /** Returns whether two readings of a policy show the same edit, of the same spec. */
  static boolean same(PartitionLoadPolicy before, PartitionLoadPolicy now) {
    return before.getMetadata().getUid().equals(now.getMetadata().getUid())
        && before.getMetadata().getGeneration().equals(now.getMetadata().getGeneration())
        && before.getStatus().blocked().equals(now.getStatus().blocked())
        && Annotations.of(before).hold() == Annotations.of(now).hold();
  }

  /** Returns the words for the number of releases. */
  String releases() {
    return blocked == 1 ? "1 release" : blocked + " releases";
  }

  /** Returns all that is known, one fact a line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Policy "
            + policy
            + ": "
            + releases()
            + (blocked == 1 ? " waits" : " wait")
            + " for approval.");
    if (!sentence.isEmpty()) {
      lines.add(sentence);
    }
    int width = partitions.keySet().stream().mapToInt(String::length).max().orElse(0);
    partitions.forEach(
        (name, rule) ->
            lines.add(
                ("  "
                        + name
                        + " ".repeat(width - name.length())
                        + rule.map("  rule "::concat).orElse(""))
                    .stripTrailing()));
    int more = blocked - partitions.size();
    if (more > 0) {
      lines.add(
          "  and "
              + more
              + (partitions.isEmpty() ? "" : " more")
              + " that the status does not name");
    }
    lines.add("Approval: " + PlainText.of(approval));
    return lines;
  }
}
