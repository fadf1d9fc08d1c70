package io.milvus.residency.plan;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.DesiredState.Wish;
import io.milvus.residency.plan.IntentState.Changing;
import io.milvus.residency.plan.ReleaseCandidates.Wait;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The causes of releases, decided for each policy when it first wants one. A release caused by an
 * edit keeps that cause for as long as the policy wants it, even across later edits.
 *
 * @param byPolicy by partition id and by the uid of each policy that wants the release, its cause
 * @param all by partition id, the cause for all policies together: routine if the clock alone would
 *     bring the release
 */
record CauseAttribution(Map<Long, Map<String, Cause>> byPolicy, Map<Long, Cause> all) {

  static CauseAttribution of(Situation situation, EditDetection edits) {
    Map<Long, Map<String, Cause>> byPolicy = new HashMap<>();
    Map<Long, Cause> all = new HashMap<>();
    Set<String> leaving =
        situation.claims().all().stream().filter(Claim::leaving).map(Claim::uid).collect(toSet());
    Set<Long> uncovered = uncovered(situation, edits);
    Beginning beginning = new Beginning(situation, edits.intentState());
    for (Partition partition : situation.observed().partitions()) {
      Wait wait = situation.releases().waits().get(partition.id());
      if (wait == null) {
        continue;
      }
      Map<String, Cause> causes = new HashMap<>();
      wait.by()
          .forEach(
              (uid, known) ->
                  causes.put(
                      uid,
                      known
                          .filter(cause -> !uncovered.contains(partition.id()))
                          .orElseGet(() -> beginning.cause(partition, uid, known))));
      byPolicy.put(partition.id(), causes);
      all.put(partition.id(), together(causes, leaving));
    }
    return new CauseAttribution(byPolicy, all);
  }

  /**
   * Returns the ids that the floor no longer keeps because an edit has lowered it. The edit may
   * have been found by passes of another connection.
   */
  private static Set<Long> uncovered(Situation situation, EditDetection edits) {
    OptionalInt before = situation.plannerState().floor();
    return edits.intentState() instanceof Changing
            && before.isPresent()
            && before.getAsInt() > situation.claims().floor()
        ? situation.releases().keptBy(before.getAsInt(), situation.observed())
        : Set.of();
  }

  /**
   * Combines the causes of several policies. A policy that is being deleted may release its own
   * partitions, and passes on no cause.
   */
  private static Cause together(Map<String, Cause> causes, Set<String> leaving) {
    Cause together = null;
    for (Map.Entry<String, Cause> cause : causes.entrySet()) {
      if (!leaving.contains(cause.getKey())) {
        together = together == null ? cause.getValue() : lighter(together, cause.getValue());
      }
    }
    return together == null ? new Cause.Routine() : together;
  }

  private static Cause lighter(Cause a, Cause b) {
    if (a instanceof Cause.Edit one && b instanceof Cause.Edit other) {
      return one.resident() <= other.resident() ? one : other;
    }
    return new Cause.Routine();
  }

  /** The causes of releases that are first wanted in this plan. */
  private static final class Beginning {
    private final Situation situation;
    private final IntentState intentState;
    private Optional<DesiredState> first = Optional.empty();

    /** Counted once: a collection has many partitions. */
    private OptionalInt baseline = OptionalInt.empty();

    Beginning(Situation situation, IntentState intentState) {
      this.situation = situation;
      this.intentState = intentState;
    }

    Cause cause(Partition partition, String uid, Optional<Cause> known) {
      if (!(intentState instanceof Changing changing)) {
        return new Cause.Routine();
      }
      int resident = baseline(changing);
      if (known.isPresent()) {
        return known.get() instanceof Cause.Edit edit && edit.resident() < resident
            ? edit
            : new Cause.Edit(resident);
      }
      return !changing.spared().contains(partition.id()) && wanted(changing, partition, uid)
          ? new Cause.Edit(resident)
          : new Cause.Routine();
    }

    private int baseline(Changing changing) {
      if (baseline.isEmpty()) {
        baseline = OptionalInt.of(changing.baseline(situation.observed()));
      }
      return baseline.getAsInt();
    }

    /** Returns true if the present claims would have wanted the release when the edit began. */
    private boolean wanted(Changing changing, Partition partition, String uid) {
      if (first.isEmpty()) {
        first =
            Optional.of(
                DesiredState.of(
                    situation.claims().all(), situation.observed(), changing.change().since()));
      }
      return first.get().wantingReleased(partition.name()).stream()
          .map(Wish::claim)
          .anyMatch(claim -> claim.uid().equals(uid));
    }
  }
}
