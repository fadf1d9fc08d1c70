package io.milvus.residency.plan;

import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Claim.Recorded;
import io.milvus.residency.plan.IntentState.Changing;
import io.milvus.residency.plan.IntentState.Idle;
import io.milvus.residency.plan.IntentState.Settled;
import io.milvus.residency.plan.IntentState.Unknown;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The edits that the statuses of policies record, and those they must record.
 *
 * @param acting the claims that change the collection
 */
record RecordedEdits(List<Claim> acting) {

  /** Marks the name of an intent that stopped being carried out: returning to it is an edit. */
  private static final String STOPPED = "-stopped";

  /** Returns true if all statuses record the intent as carried out. */
  boolean settled(String intent) {
    return acting.stream()
        .allMatch(claim -> claim.recorded().settledIntent().equals(Optional.of(intent)));
  }

  /**
   * Returns the recorded edit that led to the intent. If the statuses differ, or one is not
   * current, another intent may have been carried out meanwhile: the stricter numbers count, but
   * the edit begins now, so that no earlier approval is valid for it.
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

  /** Returns true if a status records the edit, as it must before the edit releases anything. */
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

  /** Returns what each status must record. */
  Map<PolicyName, Recorded> of(IntentState now) {
    Map<PolicyName, Recorded> records = new HashMap<>();
    acting.forEach(claim -> records.put(claim.policy(), of(claim, now)));
    return records;
  }

  /** Returns the state of an intent while no policy changes the collection. */
  static Idle stopped(Situation situation) {
    IntentState before = situation.plannerState().consent().intentState();
    return new Idle(
        before instanceof Unknown
            ? situation.claims().all().stream()
                .flatMap(claim -> claim.recorded().change().stream())
                .mapToInt(Change::resident)
                .min()
            : before.unfinished());
  }

  /**
   * Returns what the statuses must record. While no policy changes the collection, that is the
   * baseline of an edit that stopped halfway, so that stopping does not raise its limit, also after
   * a restart.
   */
  static Map<PolicyName, Recorded> of(Situation situation, IntentState now) {
    if (!(now instanceof Idle)) {
      return new RecordedEdits(situation.acting()).of(now);
    }
    Map<PolicyName, Recorded> records = new HashMap<>();
    if (now.unfinished().isPresent()) {
      situation.claims().all().forEach(claim -> records.put(claim.policy(), stopped(claim)));
    }
    return records;
  }

  private static Recorded stopped(Claim claim) {
    return new Recorded(
        Optional.empty(), claim.recorded().change().map(RecordedEdits::stopped), true);
  }

  private static Change stopped(Change change) {
    return change.intent().endsWith(STOPPED)
        ? change
        : new Change(
            change.intent() + STOPPED, change.since(), change.resident(), change.released());
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
