package io.milvus.residency.plan;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.Claim.Recorded;
import io.milvus.residency.plan.Standing.Changing;
import io.milvus.residency.plan.Standing.Settled;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Holds the releases of an edit that would release much until somebody approves them.
 *
 * @param consent what to remember
 * @param causes by partition id, why its release is wanted
 * @param held the ids of releases that wait for an approval or for status to record the edit
 * @param closed whether they wait for an approval
 * @param blocked for each policy that owns some of the releases, what it waits for
 * @param recorded by policy, what its status has to say of edits from now on
 * @param begun what the clock will do with an edit that begins with this plan
 */
record Guard(
    Consent consent,
    Map<Long, Cause> causes,
    Set<Long> held,
    boolean closed,
    Map<PolicyName, Blocked> blocked,
    Map<PolicyName, Recorded> recorded,
    Optional<Forecast.Surge> begun) {

  /** How soon to look again at the earliest when something is being written to status. */
  private static final Duration SOON = Duration.ofSeconds(1);

  static Guard of(Situation situation) {
    Guard guard = guard(situation);
    return situation.claims().all().stream().anyMatch(claim -> claim.mode() == Mode.OBSERVE)
        ? guard.and(Preview.of(situation, guard.causes()))
        : guard;
  }

  /** How soon to look again because something waits for status to be written. */
  Optional<Instant> nextLook(Instant now) {
    return consent
        .unwritten()
        .map(since -> Duration.between(since, now))
        .map(waited -> now.plus(waited.compareTo(SOON) > 0 ? waited : SOON));
  }

  /** Whether the release of a partition waits to be approved, as a policy sees it. */
  boolean blocks(PolicyName policy, Partition partition) {
    return blocked.containsKey(policy) && blockedReleases().contains(partition.id());
  }

  /** The ids of releases that wait to be approved. */
  Set<Long> blockedReleases() {
    return closed ? held : Set.of();
  }

  /** What the clock will do with the edit in progress, in words for a policy. */
  Optional<String> ahead(PolicyName policy) {
    return consent.standing() instanceof Changing changing
        ? changing.ahead().flatMap(surge -> surge.text(policy))
        : Optional.empty();
  }

  /** Tells the policies concerned what the clock will do with an edit that begins. */
  Stream<Notice> notices() {
    return begun.stream()
        .flatMap(
            surge ->
                surge.policies().stream()
                    .sorted()
                    .flatMap(
                        policy ->
                            surge.text(policy).stream()
                                .map(text -> new Notice(policy, Reason.RELEASE_WAITING, text))));
  }

  private Guard and(Map<PolicyName, Blocked> more) {
    Map<PolicyName, Blocked> all = new HashMap<>(blocked);
    all.putAll(more);
    return new Guard(consent, causes, held, closed, all, recorded, begun);
  }

  private static Guard guard(Situation situation) {
    Edits edits = Edits.of(situation);
    Map<Long, Cause> causes = Causes.of(situation, edits.standing());
    Set<Long> ofEdits =
        situation.releases().coming().stream()
            .filter(id -> causes.get(id) instanceof Cause.Edit)
            .collect(toSet());
    return edits.standing() instanceof Changing changing
        ? new Measure(situation, edits, causes, ofEdits).guard(changing)
        : new Measure(situation, edits, causes, ofEdits).letGo(edits.standing(), Optional.empty());
  }

  /** Holds what an edit brings against the limit. */
  private record Measure(
      Situation situation, Edits edits, Map<Long, Cause> causes, Set<Long> ofEdits) {

    Guard guard(Changing before) {
      Changing change = situation.certain() ? edits.measured(before) : before;
      Optional<Forecast.Surge> begun =
          before.measured() || edits.told() ? Optional.empty() : change.ahead();
      if (situation.certain() && rests()) {
        return letGo(new Settled(change.change().intent()), begun);
      }
      Set<Long> more = new HashSet<>(ofEdits);
      more.removeAll(change.counted());
      int total = change.change().released() + more.size();
      // In doubt, nobody may be known who acts.
      if (ofEdits.isEmpty()
          || situation.acting().isEmpty()
          || total <= situation.limit(baseline(change))) {
        return letGo(Edits.count(change, due()), begun);
      }
      List<Partition> concerned =
          situation.observed().partitions().stream().filter(p -> ofEdits.contains(p.id())).toList();
      Approval approval = new Approval(situation, change, concerned, total, baseline(change));
      if (situation.certain() && approval.given()) {
        return letGo(new Settled(change.change().intent()), begun);
      }
      return new Guard(
          edits.consent(change, false),
          causes,
          without(Set.of()),
          true,
          approval.blocked(),
          edits.records(change),
          begun);
    }

    /** What an earlier edit has brought counts against the baseline of that one, if smaller. */
    private int baseline(Changing change) {
      return ofEdits.stream()
          .map(causes::get)
          .mapToInt(cause -> cause instanceof Cause.Edit edit ? edit.resident() : Integer.MAX_VALUE)
          .reduce(change.change().resident(), Math::min);
    }

    /** Lets go what some status has recorded, and waits for the rest to be. */
    Guard letGo(Standing standing, Optional<Forecast.Surge> begun) {
      boolean recorded = edits.recordedAs(standing);
      return new Guard(
          edits.consent(standing, !recorded && !due().isEmpty()),
          causes,
          without(recorded ? free(standing) : Set.of()),
          false,
          Map.of(),
          edits.records(standing),
          begun);
    }

    /** What the floor keeps is not counted, and so does not go before it is. */
    private Set<Long> free(Standing standing) {
      return standing instanceof Changing changing ? changing.counted() : causes.keySet();
    }

    /** All that edits have brought but these. */
    private Set<Long> without(Set<Long> free) {
      return causes.entrySet().stream()
          .filter(cause -> cause.getValue() instanceof Cause.Edit)
          .map(Map.Entry::getKey)
          .filter(id -> !free.contains(id) && !situation.releases().leaving().contains(id))
          .collect(toSet());
    }

    private Set<Long> due() {
      Set<Long> due = new HashSet<>(ofEdits);
      due.retainAll(situation.releases().ripe().stream().map(Partition::id).collect(toSet()));
      return due;
    }

    private boolean rests() {
      return situation.releases().coming().isEmpty()
          && situation.resident() > 0
          && situation.releases().floored().isEmpty()
          && situation.wishes().frozen().isEmpty();
    }
  }
}
