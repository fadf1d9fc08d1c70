package io.milvus.residency.plan;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.DesiredState.Wish;
import io.milvus.residency.plan.Hold.Words;
import io.milvus.residency.plan.PlannerState.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The wanted releases, whichever connection the policies use, and when they may be made. Each
 * release waits until it has been wanted for long enough without a break; the newest partitions
 * stay to satisfy the floor.
 *
 * @param waits by partition id, how long its release has been wanted, if known
 * @param holds by partition id, why it can't be released yet: a doubt, or the delay
 * @param ripe the partitions without such a hold, the oldest first
 * @param kept the ids that the floor keeps, even once everything loading is loaded and all delays
 *     are over
 * @param leaving the ids that only policies being deleted want released
 * @param continuous true if there was no gap between complete passes
 */
record ReleaseCandidates(
    Map<Long, Wait> waits,
    Map<Long, Hold> holds,
    List<Partition> ripe,
    Set<Long> kept,
    Set<Long> leaving,
    boolean continuous) {

  /** The hold on partitions that the floor keeps. */
  static final Hold KEPT =
      Hold.of(
          Reason.MIN_RESIDENT_REACHED,
          "Needed for safety.minResident until other partitions are loaded.");

  /** The order of releases: the oldest first. */
  private static final Comparator<Partition> ORDER =
      Comparator.comparing(Partition::created).thenComparing(Partition::name);

  /**
   * A wanted release.
   *
   * @param since since when, without a break
   * @param by by the uid of each policy that wants the release, its cause; empty if not decided yet
   */
  record Wait(Instant since, Map<String, Optional<Cause>> by) {}

  static ReleaseCandidates of(
      DesiredState desired,
      ClaimSet claims,
      ObservedCollection observed,
      PlannerState plannerState,
      Instant now) {
    Map<Long, Wait> waits = new HashMap<>();
    Map<Long, Hold> holds = new HashMap<>();
    Set<Long> leaving = new HashSet<>();
    List<Partition> ripe = new ArrayList<>();
    Optional<Words> doubts = doubts(claims);
    boolean continuous = continuous(claims, plannerState, now);
    Set<String> seen = claims.all().stream().map(Claim::uid).collect(toSet());
    for (Partition partition : observed.partitions()) {
      if (!partition.resident()) {
        continue;
      }
      List<Wish> wanting = desired.wantingReleased(partition.name());
      Optional<Wanted> before =
          Optional.ofNullable(plannerState.releases().get(partition.id())).filter(w -> continuous);
      Optional<Wait> wait =
          doubts.isPresent()
              ? before
                  .filter(wanted -> !wanting.isEmpty() || desired.spares(partition.name()))
                  .flatMap(wanted -> goesOn(wanted, wanting, seen))
              : wait(before, wanting, now);
      wait.ifPresent(known -> waits.put(partition.id(), known));
      if (wanting.isEmpty()) {
        continue;
      }
      if (wait.isPresent() && wanting.stream().allMatch(wish -> wish.claim().leaving())) {
        leaving.add(partition.id());
      }
      hold(wait, wanting, doubts, now)
          .ifPresentOrElse(hold -> holds.put(partition.id(), hold), () -> ripe.add(partition));
    }
    ripe.sort(ORDER);
    Set<Long> kept = kept(waits.keySet(), claims.floor(), observed, Partition::resident);
    return new ReleaseCandidates(waits, holds, ripe, kept, leaving, continuous);
  }

  private static Optional<Hold> hold(
      Optional<Wait> wait, List<Wish> wanting, Optional<Words> doubts, Instant now) {
    Optional<Instant> end =
        wait.map(known -> known.since().plus(longestDelay(wanting)))
            .filter(time -> time.isAfter(now));
    return doubts.isPresent() || end.isPresent()
        ? Optional.of(new Hold(Reason.RELEASE_PENDING, doubts.orElse(Words.NONE), end))
        : Optional.empty();
  }

  private static Optional<Words> doubts(ClaimSet claims) {
    List<String> doubts = claims.doubts();
    String more = doubts.size() > 1 ? " (and " + (doubts.size() - 1) + " more)." : ".";
    return doubts.stream()
        .findFirst()
        .map(doubt -> reader -> "Held: " + PolicyName.seenFrom(reader, doubt) + more);
  }

  private static Optional<Wait> wait(Optional<Wanted> before, List<Wish> wanting, Instant now) {
    if (wanting.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Optional<Cause>> by = new HashMap<>();
    for (Wish wish : wanting) {
      String uid = wish.claim().uid();
      by.put(uid, before.flatMap(wanted -> Optional.ofNullable(wanted.by().get(uid))));
    }
    boolean on = by.values().stream().anyMatch(Optional::isPresent);
    return Optional.of(new Wait(on ? before.orElseThrow().since() : now, by));
  }

  /**
   * Continues a wait in doubt. A doubt starts no wait, and does not end that of a policy that can't
   * be read.
   */
  private static Optional<Wait> goesOn(Wanted before, List<Wish> wanting, Set<String> seen) {
    Set<String> want = wanting.stream().map(wish -> wish.claim().uid()).collect(toSet());
    Map<String, Optional<Cause>> by = new HashMap<>();
    before
        .by()
        .forEach(
            (uid, cause) -> {
              if (want.contains(uid) || !seen.contains(uid)) {
                by.put(uid, Optional.of(cause));
              }
            });
    return by.isEmpty() ? Optional.empty() : Optional.of(new Wait(before.since(), by));
  }

  /**
   * Returns true if there was no gap between complete passes in which another intent may have been
   * carried out.
   */
  private static boolean continuous(ClaimSet claims, PlannerState plannerState, Instant now) {
    Duration longest = claims.longestGap();
    return plannerState
        .lastCompleteLook()
        .filter(last -> !last.isAfter(now) && !last.plus(longest).isBefore(now))
        .isPresent();
  }

  /**
   * Returns the ids of releases that are due or waiting. Loading partitions count: loading does not
   * last, and later versions of Milvus reload everything when anything changes.
   */
  Set<Long> coming() {
    Set<Long> coming = new HashSet<>(waits.keySet());
    coming.removeAll(kept);
    coming.removeAll(leaving);
    return coming;
  }

  /**
   * Returns holds on what the floor keeps, by partition id.
   *
   * @param free the ripe partitions without any other hold, in order
   */
  static Map<Long, Hold> keptByFloor(
      List<Partition> free, ClaimSet claims, ObservedCollection observed) {
    Set<Long> go =
        aboveFloor(free, observed.partitions(), claims.floor(), ReleaseCandidates::loaded);
    return without(free, go).stream().collect(toMap(id -> id, id -> KEPT));
  }

  /** Returns the ids that a floor would keep if all waiting releases were made now. */
  Set<Long> keptBy(int floor, ObservedCollection observed) {
    Set<Long> kept =
        new HashSet<>(kept(waits.keySet(), floor, observed, ReleaseCandidates::loaded));
    kept.addAll(kept(waits.keySet(), floor, observed, Partition::resident));
    return kept;
  }

  private static Set<Long> kept(
      Set<Long> waiting, int floor, ObservedCollection observed, Predicate<Partition> counts) {
    List<Partition> all =
        observed.partitions().stream()
            .filter(partition -> waiting.contains(partition.id()))
            .sorted(ORDER)
            .toList();
    return without(all, aboveFloor(all, observed.partitions(), floor, counts));
  }

  private static Set<Long> without(List<Partition> ripe, Set<Long> due) {
    return ripe.stream().map(Partition::id).filter(id -> !due.contains(id)).collect(toSet());
  }

  /** Returns the longest delay of the policies. One that is being deleted delays nothing. */
  private static Duration longestDelay(List<Wish> wishes) {
    return wishes.stream()
        .map(Wish::claim)
        .filter(claim -> !claim.leaving())
        .map(claim -> claim.spec().safety().releaseDelay())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private static boolean loaded(Partition partition) {
    return partition.state() == LoadState.LOADED;
  }

  private static Set<Long> aboveFloor(
      List<Partition> ripe, List<Partition> all, int floor, Predicate<Partition> counts) {
    long loaded = all.stream().filter(counts).count();
    Set<Long> due = new HashSet<>();
    for (Partition partition : ripe) {
      long left = counts.test(partition) ? loaded - 1 : loaded;
      if (left >= floor) {
        due.add(partition.id());
        loaded = left;
      }
    }
    return due;
  }
}
