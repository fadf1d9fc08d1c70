package io.milvus.residency.plan;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.DesiredState.Wish;
import io.milvus.residency.plan.IntentState.Changing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The message about an edit that is blocked, and the approval that lifts the block. */
final class Approval {

  private static final int NAMES = 5;
  private static final int LENGTH = 64;

  private final Situation situation;
  private final Changing changing;
  private final List<String> names;
  private final int baseline;
  private final int total;
  private final String approval;

  /**
   * Creates the approval of an edit.
   *
   * @param concerned the partitions that the edit would release
   * @param baseline how many partitions were resident before the edit
   */
  Approval(Situation situation, Changing changing, List<Partition> concerned, int baseline) {
    this.situation = situation;
    this.changing = changing;
    this.names = concerned.stream().map(Partition::name).toList();
    this.baseline = baseline;
    this.total = total(changing, concerned.stream().map(Partition::id).collect(toSet()));
    this.approval =
        Intent.approval(changing.change().intent(), changing.change().since(), concerned);
  }

  /** Counts the releases of an edit, including those it has already made. */
  static int total(Changing changing, Set<Long> ofEdits) {
    long more = ofEdits.stream().filter(id -> !changing.counted().contains(id)).count();
    return changing.change().released() + (int) more;
  }

  /** Returns true if a policy approves exactly these releases of this edit. */
  boolean given() {
    return situation.acting().stream()
        .anyMatch(claim -> claim.approval().equals(Optional.of(approval)));
  }

  /** Returns what each policy that owns some of the releases waits for. */
  Map<PolicyName, BlockedReleases> blocked() {
    Map<PolicyName, BlockedReleases> blocked = new TreeMap<>();
    for (Claim claim : situation.acting()) {
      if (owns(situation.desired(), claim, names)) {
        String limit =
            "Releases are blocked: this edit would release "
                + shareOf(total, baseline, situation)
                + ".";
        String details =
            which(claim)
                + changing.ahead().flatMap(s -> s.text(claim.policy())).map(" "::concat).orElse("");
        blocked.put(
            claim.policy(),
            new BlockedReleases(
                total, Optional.of(approval), limit + before(), how(claim), details));
      }
    }
    return blocked;
  }

  /** Says how many releases are already counted: after a restart their names are unknown. */
  private String before() {
    int released = changing.change().released();
    return released == 0
        ? ""
        : " Of these, " + released + " are already released or were about to be.";
  }

  /** Returns true if the claim wants one of the partitions released. */
  static boolean owns(DesiredState desired, Claim claim, List<String> names) {
    return names.stream()
        .flatMap(name -> desired.wantingReleased(name).stream())
        .anyMatch(wish -> wish.claim().policy().equals(claim.policy()));
  }

  /** Returns how many of the resident partitions are released, and the limit. */
  static String shareOf(int releases, int resident, Situation situation) {
    return releases
        + " of "
        + resident
        + " resident partitions (limit: safety.maxReleasePerChange="
        + situation.releaseLimit()
        + ")";
  }

  private String how(Claim claim) {
    return "To approve exactly these releases: `kubectl annotate --overwrite plp "
        + claim.policy().name()
        + " -n "
        + claim.policy().namespace()
        + " "
        + Annotations.APPROVE
        + "="
        + approval
        + "`."
        + claim
            .approval()
            .map(other -> " The approval " + Phrases.cut(other, LENGTH) + " is for another edit.")
            .orElse("");
  }

  /**
   * Lists partitions and rules: last in the message, because the list may be long and messages are
   * cut.
   */
  private String which(Claim claim) {
    String rules =
        names.stream()
            .flatMap(name -> situation.desired().of(name).stream())
            .filter(wish -> wish.claim().equals(claim))
            .map(Wish::rule)
            .map(rule -> rule.name())
            .distinct()
            .sorted()
            .collect(joining(", "));
    return "Partitions: " + Phrases.firstOf(names, NAMES) + " (rules: " + rules + ").";
  }
}
