package io.milvus.residency.plan;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Consent.Written;
import io.milvus.residency.plan.IntentState.Changing;
import io.milvus.residency.plan.IntentState.Idle;
import io.milvus.residency.plan.IntentState.Settled;
import io.milvus.residency.plan.IntentState.Unknown;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Edits detected by comparing the present specs with those of the last plan.
 *
 * @param situation the input of the plan
 * @param intentState how far the present intent has been carried out, before this plan
 * @param written by the uid of each policy, its present spec
 * @param begun true if the intent is a new one
 */
record EditDetection(
    Situation situation, IntentState intentState, Map<String, Written> written, boolean begun) {

  /**
   * Marks names of intents found in doubt: such an intent may be incomplete and ends with the
   * doubt.
   */
  private static final String IN_DOUBT = "-in-doubt";

  static EditDetection of(Situation situation) {
    List<Claim> staying =
        situation.claims().all().stream().filter(claim -> !claim.leaving()).toList();
    Map<PolicyName, String> names = staying.stream().collect(toMap(Claim::policy, Intent::of));
    Map<String, Written> written =
        staying.stream()
            .collect(
                toMap(
                    Claim::uid,
                    c -> new Written(names.get(c.policy()), c.generation()),
                    (a, b) -> b));
    Consent before = situation.plannerState().consent();
    if (!situation.certain() && nothingNew(situation, written)) {
      Map<String, Written> all = new HashMap<>(before.written());
      all.putAll(written);
      return new EditDetection(situation, before.intentState(), all, false);
    }
    if (situation.acting().isEmpty()) {
      return new EditDetection(situation, RecordedEdits.stopped(situation), Map.of(), false);
    }
    String intent =
        Intent.of(
                situation.claims().all(),
                situation.observed().id(),
                claim -> names.get(claim.policy()))
            + (situation.certain() ? "" : IN_DOUBT);
    RecordedEdits records = new RecordedEdits(situation.acting());
    boolean followed =
        situation.acting().stream()
            .allMatch(claim -> follows(before, claim.uid(), written.get(claim.uid())));
    if (followed && carriesOut(before.intentState(), intent)) {
      return before.intentState() instanceof Settled settled && isOpen(situation)
          ? new EditDetection(situation, Changing.of(reopened(situation, settled)), written, false)
          : new EditDetection(situation, before.intentState(), written, false);
    }
    if (before.intentState() instanceof Unknown && records.settled(intent)) {
      return new EditDetection(situation, new Settled(intent, Optional.empty()), written, false);
    }
    Optional<Change> read =
        before.intentState() instanceof Unknown
            ? records.change(intent, situation.now().truncatedTo(ChronoUnit.MILLIS))
            : Optional.empty();
    Change change = read.orElseGet(() -> begin(situation, intent));
    return new EditDetection(situation, Changing.of(change), written, read.isEmpty());
  }

  /**
   * Returns true if releases of an edit still wait although the intent is settled: passes of
   * another connection saw fewer partitions and settled it.
   */
  private static boolean isOpen(Situation situation) {
    return situation.certain()
        && situation.releases().waits().entrySet().stream()
            .filter(wait -> !situation.releases().leaving().contains(wait.getKey()))
            .flatMap(wait -> wait.getValue().by().values().stream())
            .anyMatch(cause -> cause.filter(Cause.Edit.class::isInstance).isPresent());
  }

  private static Change reopened(Situation situation, Settled settled) {
    return settled.change().orElseGet(() -> begin(situation, settled.intent()));
  }

  private static boolean carriesOut(IntentState before, String intent) {
    return (before instanceof Settled settled && settled.intent().equals(intent))
        || (before instanceof Changing changing && changing.change().intent().equals(intent));
  }

  /**
   * Returns true if all known policies want what they wanted before. While there are doubts, some
   * policies may be unknown and the intent can't be computed.
   */
  private static boolean nothingNew(Situation situation, Map<String, Written> written) {
    Consent before = situation.plannerState().consent();
    return (situation.acting().isEmpty() || !(before.intentState() instanceof Idle))
        && situation.claims().all().stream()
            .filter(claim -> !claim.leaving())
            .allMatch(claim -> isAsBefore(claim, before, written.get(claim.uid())));
  }

  /**
   * Returns true if a policy is unchanged. A policy that only protects is part of the intent but
   * consents to nothing.
   */
  private static boolean isAsBefore(Claim claim, Consent before, Written now) {
    if (!before.written().containsKey(claim.uid())) {
      return before.intentState() instanceof Unknown
          && (!claim.enforces() || claim.recorded().exists());
    }
    return claim.enforces()
        ? follows(before, claim.uid(), now)
        : before.written().get(claim.uid()).text().equals(now.text());
  }

  /** Returns true if no spec was missed between the last seen one and the present one. */
  private static boolean follows(Consent before, String uid, Written now) {
    return before.written().containsKey(uid) && before.written().get(uid).leadsTo(now);
  }

  /**
   * Begins an edit. Its baseline is the number of resident partitions now, or at an earlier edit
   * whose releases still wait or were never measured, whichever is smaller.
   */
  private static Change begin(Situation situation, String intent) {
    int resident =
        Stream.of(waiting(situation), unfinished(situation), unread(situation))
            .flatMap(residents -> residents)
            .mapToInt(Integer::intValue)
            .min()
            .orElse(Integer.MAX_VALUE);
    return new Change(
        intent,
        situation.now().truncatedTo(ChronoUnit.MILLIS),
        (int) Math.min(resident, situation.resident()),
        0);
  }

  private static Stream<Integer> waiting(Situation situation) {
    return situation.releases().waits().values().stream()
        .flatMap(wait -> wait.by().values().stream())
        .flatMap(Optional::stream)
        .filter(Cause.Edit.class::isInstance)
        .map(cause -> ((Cause.Edit) cause).resident());
  }

  /**
   * Returns the baseline of an unfinished edit. After a gap, or when nobody acted for a while, its
   * waiting releases are unknown.
   */
  private static Stream<Integer> unfinished(Situation situation) {
    IntentState before = situation.plannerState().consent().intentState();
    if (before instanceof Changing changing && !changing.measured()) {
      return Stream.of(changing.change().resident());
    }
    return before instanceof Idle || !situation.releases().continuous()
        ? before.unfinished().stream().boxed()
        : Stream.of();
  }

  /** Returns the baselines recorded by policies first seen since the operator started. */
  private static Stream<Integer> unread(Situation situation) {
    Consent before = situation.plannerState().consent();
    return situation.acting().stream()
        .filter(
            claim ->
                before.intentState() instanceof Unknown
                    || !before.written().containsKey(claim.uid()))
        .flatMap(claim -> claim.recorded().change().stream())
        .map(Change::resident);
  }

  /**
   * Returns the edit in progress after measuring it.
   *
   * @param open true if some of its releases are still to be made
   */
  Changing measured(Changing before, boolean open) {
    Set<Long> existing =
        situation.observed().partitions().stream().map(Partition::id).collect(toSet());
    Optional<Forecast.Surge> ahead =
        before.measured()
            ? before.ahead().filter(surge -> surge.time().isAfter(situation.now()))
            : Forecast.firstSurge(
                situation.claims().all(),
                situation.observed(),
                situation.desired(),
                situation.limit(before.change().resident()),
                situation.now());
    return new Changing(
        before.change(),
        only(existing, before.counted()),
        only(existing, before.approved()),
        spared(existing, before.spared()),
        true,
        open,
        before.held(),
        ahead);
  }

  private Set<Long> spared(Set<Long> existing, Set<Long> before) {
    Set<Long> spared = only(existing, before);
    if (situation.desired().transition().isPresent()) {
      situation.observed().partitions().stream()
          .filter(partition -> situation.desired().spares(partition.name()))
          .forEach(partition -> spared.add(partition.id()));
    }
    return spared;
  }

  private static Set<Long> only(Set<Long> existing, Set<Long> ids) {
    Set<Long> only = new HashSet<>(ids);
    only.retainAll(existing);
    return only;
  }

  /** Returns the consent to remember. */
  Consent consent(IntentState now, boolean waits) {
    Consent before = situation.plannerState().consent();
    Optional<Instant> since = before.unwritten().or(() -> Optional.of(situation.now()));
    return new Consent(now, written, waits ? since : Optional.empty());
  }
}
