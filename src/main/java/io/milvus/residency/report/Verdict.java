package io.milvus.residency.report;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.plan.Finding;
import io.milvus.residency.plan.LoadState;
import io.milvus.residency.plan.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * The one reason that the conditions of a policy give, and its sentence. The sentence holds no time
 * that moves, so that waiting writes nothing.
 */
record Verdict(Reason reason, String message) {

  private static final int NAMES = 3;

  static Verdict of(Mode mode, Outcome.Planned planned) {
    if (planned.observed().partitionKey()) {
      return new Verdict(
          Reason.PARTITION_KEY_COLLECTION,
          "The collection places rows by a partition key, and Milvus refuses to load or release"
              + " single partitions of such a collection. Delete the policy, or govern another"
              + " collection.");
    }
    List<Finding> findings = planned.findings();
    return switch (mode) {
      case OBSERVE -> new Verdict(Reason.OBSERVING, wouldDo(findings));
      case SUSPENDED ->
          new Verdict(
              Reason.SUSPENDED,
              "Suspended: nothing is changed. What the policy wants loaded is still protected from"
                  + " other policies.");
      case ENFORCE -> enforced(planned);
    };
  }

  private static Verdict enforced(Outcome.Planned planned) {
    Reason reason =
        planned.findings().stream()
            .map(Finding::reason)
            .max(Reason::compareTo)
            .orElse(Reason.IN_SYNC);
    Optional<String> mismatch = planned.mismatch();
    if (mismatch.isPresent() && reason.compareTo(Reason.LOAD_SETTINGS_MISMATCH) <= 0) {
      return new Verdict(Reason.LOAD_SETTINGS_MISMATCH, mismatch.get());
    }
    return new Verdict(reason, sentence(reason, planned.findings()));
  }

  private static String sentence(Reason reason, List<Finding> findings) {
    if (reason == Reason.IN_SYNC) {
      return counts(findings);
    }
    List<Finding> concerned = findings.stream().filter(f -> f.reason() == reason).toList();
    String names = names(concerned);
    String why =
        concerned.stream()
            .map(Finding::message)
            .filter(message -> !message.isEmpty())
            .findFirst()
            .map(message -> ": " + message)
            .orElse("");
    return switch (reason) {
      case LOADING -> counts(findings) + " Loading " + names + why;
      case RELEASE_WAITING -> counts(findings) + " To be released: " + names + why;
      case PARTITION_NOT_FOUND ->
          counts(findings) + " Waiting for partitions that do not exist: " + names;
      case CONTESTED -> counts(findings) + " Not released: " + names + why;
      case HELD_BY_MIN_RESIDENT -> counts(findings) + " Kept: " + names + why;
      default -> counts(findings) + " " + names + why;
    };
  }

  private static String counts(List<Finding> findings) {
    long desired = findings.stream().filter(f -> f.want() == RuleState.LOADED).count();
    long loaded =
        findings.stream()
            .filter(f -> f.want() == RuleState.LOADED && f.have() == LoadState.LOADED)
            .count();
    return loaded + " of " + desired + " partitions loaded.";
  }

  private static String wouldDo(List<Finding> findings) {
    List<Finding> loads =
        findings.stream()
            .filter(f -> f.want() == RuleState.LOADED && f.have() == LoadState.NOT_LOAD)
            .toList();
    List<Finding> releases =
        findings.stream()
            .filter(f -> f.want() == RuleState.RELEASED && f.reason() == Reason.OBSERVING)
            .toList();
    if (loads.isEmpty() && releases.isEmpty()) {
      return counts(findings) + " Enforce would change nothing.";
    }
    return counts(findings)
        + " Enforce would load "
        + names(loads)
        + " and release "
        + names(releases)
        + '.';
  }

  private static String names(List<Finding> findings) {
    if (findings.isEmpty()) {
      return "nothing";
    }
    String first = findings.stream().limit(NAMES).map(Finding::partition).collect(joining(", "));
    int more = findings.size() - NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
