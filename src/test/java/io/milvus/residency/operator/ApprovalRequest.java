package io.milvus.residency.operator;

import static java.util.stream.Collectors.toSet;

import io.fabric8.kubernetes.api.model.Condition;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus.Blocked;
import io.milvus.residency.api.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The approval that the status of a policy asks for.
 *
 * @param approval what to write into the annotation
 * @param partitions those whose releases it names
 */
record ApprovalRequest(String approval, Set<String> partitions) {

  private static final Pattern NAMED =
      Pattern.compile("Partitions: (?<names>[^ ,]+(?:, [^ ,]+)*)(?: and (?<more>\\d+) more)? \\(");

  /**
   * Reads what a policy asks for; empty if that was approved before or is not told whole.
   *
   * @param all the policies of the collection, each of which lists what is its own
   */
  static Optional<ApprovalRequest> of(PartitionLoadPolicy policy, List<PartitionLoadPolicy> all) {
    return approval(policy)
        .filter(approval -> !Annotations.of(policy).approve().equals(Optional.of(approval)))
        .flatMap(approval -> read(message(policy), approval, all));
  }

  private static Optional<ApprovalRequest> read(
      String message, String approval, List<PartitionLoadPolicy> all) {
    Matcher named = NAMED.matcher(message);
    if (!named.find()) {
      return Optional.empty();
    }
    Set<String> names = Set.copyOf(Arrays.asList(named.group("names").split(", ")));
    if (named.group("more") == null) {
      return Optional.of(new ApprovalRequest(approval, names));
    }
    Set<String> listed =
        all.stream()
            .filter(p -> approval(p).equals(Optional.of(approval)))
            .flatMap(p -> p.getStatus().pending().stream())
            .filter(p -> p.reason() == Reason.RELEASE_BLOCKED)
            .map(p -> p.name())
            .collect(toSet());
    int count = names.size() + Integer.parseInt(named.group("more"));
    return Optional.of(new ApprovalRequest(approval, listed))
        .filter(request -> listed.size() >= count);
  }

  private static Optional<String> approval(PartitionLoadPolicy policy) {
    return policy.getStatus().blocked().flatMap(Blocked::approval);
  }

  private static String message(PartitionLoadPolicy policy) {
    return policy.getStatus().conditions().stream()
        .filter(c -> c.getType().equals("Ready"))
        .map(Condition::getMessage)
        .findFirst()
        .orElse("");
  }
}
