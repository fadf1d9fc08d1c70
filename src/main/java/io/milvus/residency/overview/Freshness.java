package io.milvus.residency.overview;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.model.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the signs that a status does not describe the present. */
final class Freshness {

  /** The time after which an operator that runs has certainly reported on a change. */
  private static final Duration LATE = Duration.ofMinutes(2);

  /** The longest text that a status repeats. */
  private static final int LONGEST = 1024;

  private Freshness() {}

  /** Returns whether the status describes the present spec. */
  static boolean current(PartitionLoadPolicy policy, PolicyStatus status) {
    return status.observedGeneration() == generation(policy);
  }

  /** Returns why the status may not describe the present, each a sentence. */
  static List<String> doubts(PartitionLoadPolicy policy, PolicyStatus status, Instant now) {
    List<String> doubts = new ArrayList<>();
    if (!current(policy, status) && !status.equals(PolicyStatus.EMPTY)) {
      doubts.add(
          "The status describes generation "
              + status.observedGeneration()
              + " of the policy, which is at "
              + generation(policy)
              + ": the operator has not handled the last edit.");
    }
    Optional<String> asked =
        Annotations.of(policy).requestedAt().map(text -> Phrases.cut(text, LONGEST));
    if (asked.isPresent() && !asked.equals(status.lastHandledReconcileAt())) {
      doubts.add(
          "The operator has not handled the request "
              + Phrases.cut(PlainText.of(asked.get()), 64)
              + " of the annotation "
              + Annotations.REQUESTED_AT
              + ".");
    }
    status
        .next()
        .filter(next -> next.time().isBefore(now.minus(LATE)))
        .ifPresent(
            next ->
                doubts.add(
                    "The status expects a change at "
                        + Times.text(next.time())
                        + ", "
                        + Times.ago(next.time(), now)
                        + " ago: the operator has not reported since."));
    return doubts;
  }

  private static long generation(PartitionLoadPolicy policy) {
    return Optional.ofNullable(policy.getMetadata().getGeneration()).orElse(0L);
  }
}
