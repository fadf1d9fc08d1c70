package io.milvus.residency.plan;

import io.milvus.residency.api.Order;
import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.Memory.Setback;
import io.milvus.residency.plan.Wishes.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which partitions are loaded now.
 *
 * @param go by partition id, in whose name
 * @param held by partition id, why the others are not
 */
record Loads(Map<Long, Wish> go, Map<Long, Held> held) {

  /** A partition that is not loaded, and a wish that it were. */
  private record Candidate(Partition partition, Wish wish) {
    /** The newest first, as far as the rules leave it open. */
    static final Comparator<Candidate> ORDER =
        Comparator.comparing((Candidate c) -> c.wish().rank())
            .thenComparing(c -> c.partition().created(), Comparator.reverseOrder())
            .thenComparing(c -> c.partition().name());
  }

  /**
   * Chooses them.
   *
   * @param setbacks by partition id, loads that failed before
   * @param fought by partition id, what somebody keeps undoing
   * @param releasing the policies that have releases under way or waiting
   */
  static Loads of(
      Wishes wishes,
      Observed observed,
      Map<Long, Setback> setbacks,
      Map<Long, Held> fought,
      Set<PolicyName> releasing,
      Instant now) {
    Map<Long, Held> held = new HashMap<>();
    Map<PolicyName, List<Candidate>> candidates = new LinkedHashMap<>();
    for (Partition partition : observed.partitions()) {
      if (partition.state() != LoadState.NOT_LOAD) {
        continue;
      }
      Optional<Held> back =
          Optional.ofNullable(setbacks.get(partition.id()))
              .filter(setback -> setback.until().isAfter(now))
              .map(s -> new Held(s.reason(), s.message(), Optional.of(s.until())))
              .or(() -> Optional.ofNullable(fought.get(partition.id())));
      for (Wish wish : wishes.of(partition.name())) {
        if (wish.acts(Want.LOADED)) {
          back.ifPresentOrElse(
              why -> held.put(partition.id(), why),
              () ->
                  candidates
                      .computeIfAbsent(wish.claim().policy(), p -> new ArrayList<>())
                      .add(new Candidate(partition, wish)));
        }
      }
    }
    long resident = observed.partitions().stream().filter(Partition::resident).count();
    Map<Long, Wish> go = new HashMap<>();
    candidates.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(entry -> entry.getValue().stream().sorted(Candidate.ORDER))
        .filter(candidate -> !go.containsKey(candidate.partition().id()))
        .forEach(
            candidate ->
                hold(candidate.wish().claim(), resident + go.size(), releasing)
                    .ifPresentOrElse(
                        why -> held.putIfAbsent(candidate.partition().id(), why),
                        () -> go.put(candidate.partition().id(), candidate.wish())));
    held.keySet().removeAll(go.keySet());
    return new Loads(go, held);
  }

  private static Optional<Held> hold(Claim claim, long resident, Set<PolicyName> releasing) {
    if (claim.spec().order() == Order.RELEASE_FIRST && releasing.contains(claim.policy())) {
      return Optional.of(Held.of(Reason.ORDER_WAITING, "waits until others are released"));
    }
    return claim.spec().safety().maxLoaded().stream()
        .filter(most -> resident >= most)
        .mapToObj(most -> Held.of(Reason.HELD_BY_MAX_LOADED, "safety.maxLoaded is reached"))
        .findFirst();
  }
}
