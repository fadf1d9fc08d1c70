package io.milvus.residency.plan;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.plan.Memory.Wanted;
import io.milvus.residency.plan.Wishes.Wish;
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
 * The releases that are wanted, whichever way the policies reach the collection, and when they may
 * be made. Each waits until it has been wanted for long enough without a break; the newest
 * partitions stay where the floor wants some to stay.
 *
 * @param waits by partition id, how long its release has been wanted; only where that is known
 * @param notBefore by partition id, when it may be released at the earliest
 * @param ripe the partitions that have waited long enough, the oldest first
 * @param floored the ids of those that only the floor keeps now
 * @param kept the ids of those that it also keeps when all that is loading is loaded
 * @param leaving the ids that go with a policy that is being deleted: nothing but the floor and
 *     doubts hold them back
 */
record Releases(
    Map<Long, Wait> waits,
    Map<Long, Instant> notBefore,
    List<Partition> ripe,
    Set<Long> floored,
    Set<Long> kept,
    Set<Long> leaving) {

  /**
   * A gap between two complete looks that is no longer than this is nothing out of the ordinary.
   */
  private static final Duration SHORT_GAP = Duration.ofMinutes(2);

  /** The oldest go first. */
  private static final Comparator<Partition> ORDER =
      Comparator.comparing(Partition::created).thenComparing(Partition::name);

  /**
   * A release that is wanted.
   *
   * @param since since when, without a break
   * @param by the uids of the policies that want it
   * @param cause why; empty if that was not decided yet
   */
  record Wait(Instant since, Set<String> by, Optional<Cause> cause) {}

  static Releases of(Wishes wishes, Claims claims, Observed observed, Memory memory, Instant now) {
    Map<Long, Wait> waits = new HashMap<>();
    Map<Long, Instant> notBefore = new HashMap<>();
    Set<Long> leaving = new HashSet<>();
    List<Partition> ripe = new ArrayList<>();
    boolean doubtful = !claims.doubts().isEmpty();
    boolean continuous = continuous(claims, memory, now);
    for (Partition partition : observed.partitions()) {
      List<Wish> wanting = wishes.wantingReleased(partition.name());
      if (!partition.resident()) {
        continue;
      }
      if (wanting.isEmpty()) {
        if (doubtful && continuous && wishes.spares(partition.name())) {
          unseen(claims, memory.releases().get(partition.id()))
              .ifPresent(wait -> waits.put(partition.id(), wait));
        }
        continue;
      }
      Set<String> by = wanting.stream().map(wish -> wish.claim().uid()).collect(toSet());
      Optional<Wait> before =
          Optional.ofNullable(memory.releases().get(partition.id()))
              .filter(wanted -> continuous && wanted.by().stream().anyMatch(by::contains))
              .map(wanted -> new Wait(wanted.since(), by, Optional.of(wanted.cause())));
      // A doubt does not stop the clock, but while there is one it is not started.
      if (before.isEmpty() && doubtful) {
        continue;
      }
      Wait wait = before.orElse(new Wait(now, by, Optional.empty()));
      Instant end = wait.since().plus(longestDelay(wanting));
      waits.put(partition.id(), wait);
      notBefore.put(partition.id(), end);
      if (wanting.stream().allMatch(wish -> wish.claim().leaving())) {
        leaving.add(partition.id());
      }
      if (!end.isAfter(now) && !doubtful) {
        ripe.add(partition);
      }
    }
    ripe.sort(ORDER);
    int floor = floor(claims.all());
    Set<Long> now1 = aboveFloor(ripe, observed.partitions(), floor, Releases::loaded);
    Set<Long> later = aboveFloor(ripe, observed.partitions(), floor, Partition::resident);
    return new Releases(waits, notBefore, ripe, without(ripe, now1), without(ripe, later), leaving);
  }

  /** The wait for a release that a policy wants which can't be looked at now. */
  private static Optional<Wait> unseen(Claims claims, Wanted wanted) {
    Set<String> seen = claims.all().stream().map(Claim::uid).collect(toSet());
    return Optional.ofNullable(wanted)
        .filter(known -> !seen.containsAll(known.by()))
        .map(known -> new Wait(known.since(), known.by(), Optional.of(known.cause())));
  }

  /**
   * Whether there was no gap between the complete looks in which something else may have been
   * wanted.
   */
  private static boolean continuous(Claims claims, Memory memory, Instant now) {
    Duration interval =
        claims.all().stream()
            .filter(Claim::acts)
            .map(claim -> claim.spec().interval())
            .min(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    Duration gap = interval.multipliedBy(2);
    Duration longest = gap.compareTo(SHORT_GAP) > 0 ? gap : SHORT_GAP;
    return memory
        .lastCompleteLook()
        .filter(last -> !last.isAfter(now) && !last.plus(longest).isBefore(now))
        .isPresent();
  }

  /**
   * Due or waiting: what people have to reckon with. That something is loading does not last, and
   * later versions of Milvus load all anew when any of it changes.
   */
  Set<Long> coming() {
    Set<Long> coming = new HashSet<>(waits.keySet());
    coming.removeAll(kept);
    coming.removeAll(leaving);
    return coming;
  }

  /**
   * The ids that can be released now.
   *
   * @param eligible the ids that nothing but the wait and the floor holds back
   */
  Set<Long> due(Set<Long> eligible, Claims claims, Observed observed) {
    List<Partition> free = ripe.stream().filter(p -> eligible.contains(p.id())).toList();
    return aboveFloor(free, observed.partitions(), floor(claims.all()), Releases::loaded);
  }

  private static Set<Long> without(List<Partition> ripe, Set<Long> due) {
    return ripe.stream().map(Partition::id).filter(id -> !due.contains(id)).collect(toSet());
  }

  private static Duration longestDelay(List<Wish> wishes) {
    return wishes.stream()
        .map(Wish::claim)
        .map(claim -> claim.leaving() ? Duration.ZERO : claim.spec().safety().releaseDelay())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static int floor(List<Claim> claims) {
    return claims.stream().mapToInt(c -> c.spec().safety().minResident()).max().orElse(1);
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
