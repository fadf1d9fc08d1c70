package io.milvus.residency.plan;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.plan.Wishes.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * When partitions may be released. Each release waits until it has been wanted for long enough
 * without a break; the newest partitions stay where the floor wants some to stay.
 *
 * @param since by partition id, since when its release has been wanted; only where that is known
 * @param notBefore by partition id, when it may be released at the earliest
 * @param due the ids that could be released now
 * @param floored the ids that only the floor keeps now
 * @param kept the ids that it also keeps when all that is loading is loaded
 * @param leaving the ids that go with a policy that is being deleted: nothing but the floor and
 *     doubts hold them back
 */
record Releases(
    Map<Long, Instant> since,
    Map<Long, Instant> notBefore,
    Set<Long> due,
    Set<Long> floored,
    Set<Long> kept,
    Set<Long> leaving) {

  /** The oldest go first. */
  private static final Comparator<Partition> ORDER =
      Comparator.comparing(Partition::created).thenComparing(Partition::name);

  static Releases of(Wishes wishes, Claims claims, Observed observed, Memory memory, Instant now) {
    Map<Long, Instant> since = new HashMap<>();
    Map<Long, Instant> notBefore = new HashMap<>();
    Set<Long> leaving = new HashSet<>();
    List<Partition> ripe = new ArrayList<>();
    boolean doubtful = !claims.doubts().isEmpty();
    for (Partition partition : observed.partitions()) {
      List<Wish> wanting = wishes.releasing(partition.name());
      Instant start = memory.releaseWantedSince().get(partition.id());
      // A doubt does not stop the clock, but while there is one it is not started.
      if (!partition.resident() || wanting.isEmpty() || (start == null && doubtful)) {
        continue;
      }
      Instant begun = start == null ? now : start;
      Instant end = begun.plus(longestDelay(wanting));
      since.put(partition.id(), begun);
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
    Set<Long> due = aboveFloor(ripe, observed.partitions(), floor, Releases::loaded);
    Set<Long> later = aboveFloor(ripe, observed.partitions(), floor, Partition::resident);
    return new Releases(since, notBefore, due, without(ripe, due), without(ripe, later), leaving);
  }

  /**
   * Due or waiting: what people have to reckon with. That something is loading does not last, and
   * later versions of Milvus load all anew when any of it changes.
   */
  Set<Long> coming() {
    Set<Long> coming = new HashSet<>(since.keySet());
    coming.removeAll(kept);
    coming.removeAll(leaving);
    return coming;
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
