package io.milvus.residency.plan;

import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Claim.Recorded;
import io.milvus.residency.plan.IntentState.Changing;
import io.milvus.residency.plan.IntentState.Settled;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the statuses of policies say of edits, and have to say.
 *
 * @param acting the claims that change the collection
 */
record RecordedEdits(List<Claim> acting) {

  /** Whether all of them say that an intent was carried out. */
  boolean settled(String intent) {
    return acting.stream()
        .allMatch(claim -> claim.recorded().settledIntent().equals(Optional.of(intent)));
  }

  /**
   * Returns what they say of an edit, before this process has seen it. Where they differ, or one of
   * them is not current, something else may have been carried out meanwhile: the numbers that let
   * less go count, but the edit has begun now, so that no earlier approval is good for it.
   */
  Optional<Change> change(String intent, Instant now) {
    Optional<Change> strictest =
        acting.stream()
            .flatMap(claim -> claim.recorded().change().stream())
            .filter(change -> change.intent().equals(intent))
            .reduce(
                (a, b) ->
                    new Change(
                        intent,
                        a.since(),
                        Math.min(a.resident(), b.resident()),
                        Math.max(a.released(), b.released())));
    return strictest.map(
        change ->
            agree(change) ? change : new Change(intent, now, change.resident(), change.released()));
  }

  private boolean agree(Change change) {
    return acting.stream()
        .map(Claim::recorded)
        .allMatch(
            said ->
                said.current()
                    && said.change()
                        .filter(
                            c ->
                                c.intent().equals(change.intent())
                                    && c.since().equals(change.since()))
                        .isPresent());
  }

  /** Whether one of them says what has to be said before an edit releases anything. */
  boolean say(Change change) {
    return acting.stream()
        .flatMap(claim -> claim.recorded().change().stream())
        .anyMatch(
            said ->
                said.intent().equals(change.intent())
                    && said.since().equals(change.since())
                    && said.resident() <= change.resident()
                    && said.released() >= change.released());
  }

  /** What each of them has to say. */
  Map<PolicyName, Recorded> of(IntentState now) {
    Map<PolicyName, Recorded> records = new HashMap<>();
    acting.forEach(claim -> records.put(claim.policy(), of(claim, now)));
    return records;
  }

  private static Recorded of(Claim claim, IntentState now) {
    if (now instanceof Settled settled) {
      return new Recorded(Optional.of(settled.intent()), Optional.empty(), true);
    }
    return now instanceof Changing changing
        ? new Recorded(Optional.empty(), Optional.of(changing.change()), true)
        : claim.recorded();
  }
}
