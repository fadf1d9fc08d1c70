package io.milvus.residency.plan;

import io.milvus.residency.api.RuleState;
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

/**
 * When partitions may be released. Each release waits until it has been wanted for long enough
 * without a break; the newest partitions stay where the floor wants some to stay.
 *
 * @param since by partition id, since when its release has been wanted; only where that is known
 * @param notBefore by partition id, when it may be released at the earliest
 * @param due the ids that are released now
 * @param floored the ids that only the floor keeps
 */
record Releases(
    Map<Long, Instant> since, Map<Long, Instant> notBefore, Set<Long> due, Set<Long> floored) {

  /** The oldest go first. */
  private static final Comparator<Partition> ORDER =
      Comparator.comparing(Partition::created).thenComparing(Partition::name);

  static Releases of(
      Map<String, List<Wish>> wishes,
      Claims claims,
      Observed observed,
      Memory memory,
      Instant now) {
    Map<Long, Instant> since = new HashMap<>();
    Map<Long, Instant> notBefore = new HashMap<>();
    List<Partition> ripe = new ArrayList<>();
    boolean doubtful = !claims.doubts().isEmpty();
    for (Partition partition : observed.partitions()) {
      List<Wish> wanting = releasing(wishes.getOrDefault(partition.name(), List.of()));
      Instant start = memory.releaseWantedSince().get(partition.id());
      // A doubt does not stop the clock, but while there is one it is not started.
      if (!partition.resident() || wanting.isEmpty() || (start == null && doubtful)) {
        continue;
      }
      Instant begun = start == null ? now : start;
      Instant end = begun.plus(longestDelay(wanting));
      since.put(partition.id(), begun);
      notBefore.put(partition.id(), end);
      if (!end.isAfter(now) && !doubtful) {
        ripe.add(partition);
      }
    }
    ripe.sort(ORDER);
    Set<Long> due = aboveFloor(ripe, observed.partitions(), floor(claims.all()));
    Set<Long> floored = new HashSet<>();
    ripe.stream().map(Partition::id).filter(id -> !due.contains(id)).forEach(floored::add);
    return new Releases(since, notBefore, due, floored);
  }

  /** The wishes that release it, if there are any that act and none that want it loaded. */
  private static List<Wish> releasing(List<Wish> wishes) {
    boolean protectedByOne = wishes.stream().anyMatch(wish -> wish.want() == RuleState.LOADED);
    return protectedByOne ? List.of() : wishes.stream().filter(w -> w.claim().acts()).toList();
  }

  private static Duration longestDelay(List<Wish> wishes) {
    return wishes.stream()
        .map(wish -> wish.claim().safety().releaseDelay())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static int floor(List<Claim> claims) {
    return claims.stream().mapToInt(claim -> claim.safety().minResident()).max().orElse(1);
  }

  private static Set<Long> aboveFloor(List<Partition> ripe, List<Partition> all, int floor) {
    long loaded = all.stream().filter(p -> p.state() == LoadState.LOADED).count();
    Set<Long> due = new HashSet<>();
    for (Partition partition : ripe) {
      long left = partition.state() == LoadState.LOADED ? loaded - 1 : loaded;
      if (left >= floor) {
        due.add(partition.id());
        loaded = left;
      }
    }
    return due;
  }
}
