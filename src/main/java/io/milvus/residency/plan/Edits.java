package io.milvus.residency.plan;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.plan.Claim.Recorded;
import io.milvus.residency.plan.Consent.Written;
import io.milvus.residency.plan.Standing.Changing;
import io.milvus.residency.plan.Standing.Idle;
import io.milvus.residency.plan.Standing.Settled;
import io.milvus.residency.plan.Standing.Unknown;
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
 * Compares what people have written with what they had written when the last plan was made.
 *
 * @param situation all that the plan knows
 * @param standing how far the present intent has been carried out, before this plan
 * @param written by the uid of each policy, what is written in it
 * @param told whether status recorded the edit before this process saw it
 */
record Edits(Situation situation, Standing standing, Map<String, Written> written, boolean told) {

  /** Names of intents that were found in doubt end with it: they may not be complete. */
  private static final String IN_DOUBT = "-in-doubt";

  static Edits of(Situation situation) {
    Map<String, Written> written =
        situation.claims().all().stream()
            .filter(claim -> !claim.leaving())
            .collect(
                toMap(Claim::uid, c -> new Written(Intent.of(c), c.generation()), (a, b) -> b));
    Consent before = situation.memory().consent();
    if (!situation.certain() && nothingNew(situation, written)) {
      Map<String, Written> all = new HashMap<>(before.written());
      all.putAll(written);
      return new Edits(situation, before.standing(), all, false);
    }
    if (situation.acting().isEmpty()) {
      return new Edits(situation, new Idle(), Map.of(), false);
    }
    String intent =
        Intent.of(situation.claims().all(), situation.observed().id())
            + (situation.certain() ? "" : IN_DOUBT);
    boolean followed =
        situation.acting().stream()
            .allMatch(claim -> follows(before, claim.uid(), written.get(claim.uid())));
    Optional<Change> recorded = recorded(situation.acting(), intent);
    if (followed
        && before.standing() instanceof Settled settled
        && settled.intent().equals(intent)) {
      return new Edits(situation, settled, written, false);
    }
    if (followed
        && before.standing() instanceof Changing changing
        && changing.change().intent().equals(intent)) {
      Change change =
          recorded(situation.acting(), intent, changing.after())
              .map(other -> merged(changing.change(), other))
              .orElse(changing.change());
      Changing on =
          new Changing(
              change,
              changing.counted(),
              changing.spared(),
              changing.measured(),
              changing.ahead(),
              changing.after());
      return new Edits(situation, on, written, false);
    }
    if (before.standing() instanceof Unknown && settled(situation.acting(), intent)) {
      return new Edits(situation, new Settled(intent), written, false);
    }
    boolean known = before.standing() instanceof Unknown && recorded.isPresent();
    Change change = known ? recorded.get() : begin(situation, intent);
    Instant after = known ? Instant.MIN : earlier(lastLook(situation), change.since());
    Changing changing = new Changing(change, Set.of(), Set.of(), false, Optional.empty(), after);
    return new Edits(situation, changing, written, known);
  }

  /**
   * While something is in doubt, some policies may not be known, so that the intent can't be. It is
   * enough then that all those that are known want what they wanted before.
   */
  private static boolean nothingNew(Situation situation, Map<String, Written> written) {
    Consent before = situation.memory().consent();
    return (situation.acting().isEmpty() || !(before.standing() instanceof Idle))
        && situation.claims().all().stream()
            .filter(claim -> !claim.leaving())
            .allMatch(claim -> isAsBefore(claim, before, written.get(claim.uid())));
  }

  /** One that only protects is part of the intent, too, but agrees to nothing. */
  private static boolean isAsBefore(Claim claim, Consent before, Written now) {
    if (!before.written().containsKey(claim.uid())) {
      return before.standing() instanceof Unknown
          && (!claim.enforces() || claim.recorded().exists());
    }
    return claim.enforces()
        ? follows(before, claim.uid(), now)
        : before.written().get(claim.uid()).text().equals(now.text());
  }

  /** Whether a policy is the one that it was, and nothing else was written in between. */
  private static boolean follows(Consent before, String uid, Written now) {
    return before.written().containsKey(uid) && before.written().get(uid).leadsTo(now);
  }

  private static boolean settled(List<Claim> acting, String intent) {
    return acting.stream()
        .allMatch(claim -> claim.recorded().settledIntent().equals(Optional.of(intent)));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /** When another intent was found last, as exactly as status tells times. */
  private static Instant lastLook(Situation situation) {
    return situation
        .memory()
        .lastCompleteLook()
        .map(look -> look.truncatedTo(ChronoUnit.MILLIS))
        .orElse(Instant.MIN);
  }

  private static Optional<Change> recorded(List<Claim> acting, String intent) {
    return recorded(acting, intent, Instant.MIN);
  }

  private static Optional<Change> recorded(List<Claim> acting, String intent, Instant after) {
    return acting.stream()
        .flatMap(claim -> claim.recorded().change().stream())
        .filter(change -> change.intent().equals(intent) && !change.since().isBefore(after))
        .reduce(Edits::merged);
  }

  /** Where records differ, the one that lets less go counts. */
  private static Change merged(Change a, Change b) {
    return new Change(
        a.intent(),
        earlier(a.since(), b.since()),
        Math.min(a.resident(), b.resident()),
        Math.max(a.released(), b.released()));
  }

  /**
   * The baseline is what is resident now, or was when an edit was made whose releases still wait or
   * that nobody has measured.
   */
  private static Change begin(Situation situation, String intent) {
    int resident =
        Stream.concat(waiting(situation), unmeasured(situation))
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
        .flatMap(wait -> wait.cause().stream())
        .filter(Cause.Edit.class::isInstance)
        .map(cause -> ((Cause.Edit) cause).resident());
  }

  /** What a status says counts, too, of a policy that is first seen since the operator started. */
  private static Stream<Integer> unmeasured(Situation situation) {
    Consent before = situation.memory().consent();
    Stream<Integer> read =
        situation.acting().stream()
            .filter(
                claim ->
                    before.standing() instanceof Unknown
                        || !before.written().containsKey(claim.uid()))
            .flatMap(claim -> claim.recorded().change().stream())
            .map(Change::resident);
    return before.standing() instanceof Changing changing && !changing.measured()
        ? Stream.concat(read, Stream.of(changing.change().resident()))
        : read;
  }

  /** The change in progress, now that what it brings is known. */
  Changing measured(Changing before) {
    Set<Long> existing =
        situation.observed().partitions().stream().map(Partition::id).collect(toSet());
    Set<Long> counted = new HashSet<>(before.counted());
    counted.retainAll(existing);
    Set<Long> spared = new HashSet<>(before.spared());
    spared.retainAll(existing);
    if (situation.wishes().transition().isPresent()) {
      situation.observed().partitions().stream()
          .filter(partition -> situation.wishes().spares(partition.name()))
          .forEach(partition -> spared.add(partition.id()));
    }
    Optional<Forecast.Surge> ahead =
        before.measured()
            ? before.ahead()
            : Forecast.firstSurge(
                situation.claims().all(),
                situation.observed(),
                situation.wishes(),
                situation.limit(before.change().resident()),
                situation.now());
    return new Changing(before.change(), counted, spared, true, ahead, before.after());
  }

  /** The change in progress, when more of its releases are about to be made. */
  static Changing count(Changing before, Set<Long> more) {
    Set<Long> counted = new HashSet<>(before.counted());
    counted.addAll(more);
    Change change = before.change();
    int released = change.released() + counted.size() - before.counted().size();
    return new Changing(
        new Change(change.intent(), change.since(), change.resident(), released),
        counted,
        before.spared(),
        before.measured(),
        before.ahead(),
        before.after());
  }

  /** Whether some status says what has to be said before an edit releases anything. */
  boolean recordedAs(Standing now) {
    if (now instanceof Settled settled) {
      return situation.acting().stream()
          .anyMatch(c -> c.recorded().settledIntent().equals(Optional.of(settled.intent())));
    }
    return now instanceof Changing changing
        && recorded(situation.acting(), changing.change().intent(), changing.after())
            .filter(change -> change.released() >= changing.change().released())
            .filter(change -> change.since().equals(changing.change().since()))
            .filter(change -> change.resident() <= changing.change().resident())
            .isPresent();
  }

  /** What is to be remembered, and whether a release waits for status to be written. */
  Consent consent(Standing now, boolean waits) {
    Optional<Instant> since =
        situation.memory().consent().unwritten().or(() -> Optional.of(situation.now()));
    return new Consent(now, written, waits ? since : Optional.empty());
  }

  /** What the status of each policy has to say. */
  Map<PolicyName, Recorded> records(Standing now) {
    Map<PolicyName, Recorded> records = new HashMap<>();
    situation.acting().forEach(claim -> records.put(claim.policy(), record(claim, now)));
    return records;
  }

  private static Recorded record(Claim claim, Standing now) {
    if (now instanceof Settled settled) {
      return new Recorded(Optional.of(settled.intent()), Optional.empty());
    }
    return now instanceof Changing changing
        ? new Recorded(Optional.empty(), Optional.of(changing.change()))
        : claim.recorded();
  }
}
