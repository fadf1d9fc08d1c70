package io.milvus.residency.plan;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Claim.Recorded;
import io.milvus.residency.plan.IntentState.Changing;
import io.milvus.residency.plan.IntentState.Settled;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The holds on releases of an edit that exceeds its limit, until the edit is approved.
 *
 * @param consent the consent to remember
 * @param causes the causes of the releases
 * @param holds by partition id, why its release waits: for approval, or until the status records
 *     the edit
 * @param blocked for each policy that owns some of the releases, what it waits for
 * @param recorded by policy, what its status must record about edits
 * @param begun what the clock will do with an edit that begins with this plan
 */
record ChangeGuard(
    Consent consent,
    CauseAttribution causes,
    Map<Long, Hold> holds,
    Map<PolicyName, BlockedReleases> blocked,
    Map<PolicyName, Recorded> recorded,
    Optional<Forecast.Surge> begun) {

  /** The shortest time until the next pass while a status write is pending. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** The longest time that loads with ReleaseFirst wait for a status write. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Hold BLOCKED = Hold.of(Reason.RELEASE_BLOCKED, "Waiting for approval.");
  private static final Hold UNRECORDED =
      Hold.of(Reason.RELEASE_PENDING, "Waiting until the status records the edit.");

  static ChangeGuard of(Situation situation) {
    ChangeGuard guard = guard(situation);
    return situation.claims().all().stream().anyMatch(claim -> claim.mode() == Mode.OBSERVE)
        ? guard.and(Preview.of(situation, guard.causes().all()))
        : guard;
  }

  /** Returns the time of the next pass if a release waits for a status write. */
  Optional<Instant> nextLook(Instant now) {
    return consent
        .unwritten()
        .map(since -> Duration.between(since, now))
        .map(waited -> now.plus(waited.compareTo(SOON) > 0 ? waited : SOON));
  }

  /** Returns the ids of releases not expected soon: blocked, or their status can't be written. */
  Set<Long> notExpected(Instant now) {
    boolean unwritten =
        consent.unwritten().filter(since -> since.plus(PATIENCE).isBefore(now)).isPresent();
    return unwritten || holds.containsValue(BLOCKED) ? holds.keySet() : Set.of();
  }

  /** Returns the ids of approved releases. */
  Set<Long> approved() {
    return consent.intentState() instanceof Changing changing ? changing.approved() : Set.of();
  }

  /** Returns a message for the policy about what the clock will do with the edit in progress. */
  Optional<String> ahead(PolicyName policy) {
    return consent.intentState() instanceof Changing changing
        ? changing.ahead().flatMap(surge -> surge.text(policy))
        : Optional.empty();
  }

  /**
   * Returns events for the policies concerned, about what the clock will do with an edit that
   * begins.
   */
  Stream<PlanEvent> notices() {
    return begun.stream()
        .flatMap(
            surge ->
                surge.policies().stream()
                    .sorted()
                    .flatMap(
                        policy ->
                            surge.text(policy).stream()
                                .map(text -> new PlanEvent(policy, Reason.RELEASE_PENDING, text))));
  }

  private ChangeGuard and(Map<PolicyName, BlockedReleases> more) {
    Map<PolicyName, BlockedReleases> all = new HashMap<>(blocked);
    all.putAll(more);
    return new ChangeGuard(consent, causes, holds, all, recorded, begun);
  }

  private static ChangeGuard guard(Situation situation) {
    EditDetection edits = EditDetection.of(situation);
    return new Measure(situation, edits, CauseAttribution.of(situation, edits)).guard();
  }

  /** Compares the releases of an edit with the limit. */
  private record Measure(Situation situation, EditDetection edits, CauseAttribution causes) {

    ChangeGuard guard() {
      if (!(edits.intentState() instanceof Changing before)) {
        return new ChangeGuard(
            edits.consent(edits.intentState(), false),
            causes,
            Map.of(),
            Map.of(),
            RecordedEdits.of(situation, edits.intentState()),
            Optional.empty());
      }
      Set<Long> ofEdits = ofEdits();
      Changing change = situation.certain() ? edits.measured(before, !ofEdits.isEmpty()) : before;
      Optional<Forecast.Surge> begun =
          before.measured() || !edits.begun() ? Optional.empty() : change.ahead();
      if (situation.certain() && rests() && isLittle(change, change.stillHeld())) {
        Settled settled = new Settled(change.change().intent(), Optional.of(change.change()));
        return new ChangeGuard(
            edits.consent(settled, false),
            causes,
            Map.of(),
            Map.of(),
            records().of(settled),
            begun);
      }
      ofEdits.removeAll(change.approved());
      if (isLittle(change, ofEdits)) {
        return letGo(count(change, ofEdits), begun);
      }
      Approval approval =
          new Approval(situation, change, concerned(ofEdits), baseline(change, ofEdits));
      return situation.certain() && approval.given()
          ? letGo(change.approving(ofEdits), begun)
          : block(change.holding(ofEdits), approval, begun);
    }

    /** Returns the ids of the releases caused by edits, without those that the floor keeps. */
    private Set<Long> ofEdits() {
      return situation.releases().coming().stream()
          .filter(id -> causes.all().get(id) instanceof Cause.Edit)
          .collect(toCollection(HashSet::new));
    }

    private boolean isLittle(Changing change, Set<Long> ofEdits) {
      // In doubt, there may be no known policy that acts.
      return ofEdits.isEmpty()
          || situation.acting().isEmpty()
          || Approval.total(change, ofEdits) <= situation.limit(baseline(change, ofEdits));
    }

    /** Returns the smallest baseline of all edits whose releases are counted. */
    private int baseline(Changing change, Set<Long> ofEdits) {
      return ofEdits.stream()
          .map(causes.all()::get)
          .mapToInt(cause -> cause instanceof Cause.Edit edit ? edit.resident() : Integer.MAX_VALUE)
          .reduce(change.change().resident(), Math::min);
    }

    private List<Partition> concerned(Set<Long> ofEdits) {
      return situation.observed().partitions().stream()
          .filter(partition -> ofEdits.contains(partition.id()))
          .toList();
    }

    /** Counts the releases about to be made, so that the status records them first. */
    private Changing count(Changing change, Set<Long> ofEdits) {
      Set<Long> ripe = new HashSet<>(ofEdits);
      ripe.retainAll(ripe());
      return change.counting(ripe);
    }

    /** Permits the releases that were counted or approved, once a status records the edit. */
    private ChangeGuard letGo(Changing change, Optional<Forecast.Surge> begun) {
      Set<Long> free = new HashSet<>(change.counted());
      free.addAll(change.approved());
      boolean recorded = records().say(change.change());
      boolean waits = !recorded && !Collections.disjoint(free, ripe());
      return new ChangeGuard(
          edits.consent(change, waits),
          causes,
          holds(recorded ? free : Set.of(), change, UNRECORDED),
          Map.of(),
          records().of(change),
          begun);
    }

    /** Blocks all releases but those that were approved. */
    private ChangeGuard block(Changing change, Approval approval, Optional<Forecast.Surge> begun) {
      return new ChangeGuard(
          edits.consent(change, false),
          causes,
          holds(records().say(change.change()) ? change.approved() : Set.of(), change, BLOCKED),
          approval.blocked(),
          records().of(change),
          begun);
    }

    /**
     * Returns holds for all releases caused by edits, except those that are free. A release that
     * the floor keeps is neither counted nor free.
     */
    private Map<Long, Hold> holds(Set<Long> free, Changing change, Hold others) {
      Map<Long, Hold> holds = new HashMap<>();
      causes
          .all()
          .forEach(
              (id, cause) -> {
                if (cause instanceof Cause.Edit && !free.contains(id)) {
                  Hold hold = change.approved().contains(id) ? UNRECORDED : others;
                  holds.put(
                      id, situation.releases().kept().contains(id) ? ReleaseCandidates.KEPT : hold);
                }
              });
      return holds;
    }

    private Set<Long> ripe() {
      return situation.releases().ripe().stream().map(Partition::id).collect(toSet());
    }

    private boolean rests() {
      return situation.releases().leaving().containsAll(situation.releases().waits().keySet())
          && situation.resident() > 0
          && situation.desired().frozen().isEmpty();
    }

    private RecordedEdits records() {
      return new RecordedEdits(situation.acting());
    }
  }
}
