package io.milvus.residency.plan;

import io.milvus.residency.api.Order;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.DesiredState.Wish;
import io.milvus.residency.plan.PlannerState.FailedLoad;
import io.milvus.residency.rules.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The partitions to load now.
 *
 * @param go by partition id, the wish that loads it
 * @param holds by partition id, why others are not loaded: a failed load, order or maxLoaded
 * @param soon the ids of others that come next: their first load may have been held up by another
 *     one, or they wait for other loads
 */
record LoadCandidates(Map<Long, Wish> go, Map<Long, Hold> holds, Set<Long> soon) {

  private static final Hold AFTER_RELEASES =
      Hold.of(
          Reason.SWAP_PENDING,
          "Waiting for other partitions to be released (order: ReleaseFirst).");
  private static final String AFTER_OTHERS =
      "Waiting for other loads, because an earlier load of this partition did not finish.";

  /**
   * A partition that is not loaded, and a wish to load it.
   *
   * @param failed the last load of the partition, if it had begun and did not finish
   */
  private record Candidate(Partition partition, Wish wish, Optional<FailedLoad> failed) {
    /**
     * The order of loads: without failures first, then the longest due, by policy and rank, then
     * the newest first.
     */
    static final Comparator<Candidate> ORDER =
        Comparator.comparing((Candidate c) -> c.failed().map(FailedLoad::attempts).orElse(-1))
            .thenComparing(c -> c.failed().map(FailedLoad::until).orElse(Instant.EPOCH))
            .thenComparing(c -> c.wish().claim().policy())
            .thenComparing(c -> c.wish().rank())
            .thenComparing(c -> c.partition().created(), Comparator.reverseOrder())
            .thenComparing(c -> c.partition().name());
  }

  /**
   * Chooses the partitions to load.
   *
   * @param failedLoads by partition id, earlier loads that failed
   * @param pending true if loads of the operator are under way
   * @param fought the ids of partitions in a drift conflict
   * @param releasing the policies with releases that are due or waiting
   */
  static LoadCandidates of(
      Situation situation,
      Map<Long, FailedLoad> failedLoads,
      boolean pending,
      Set<Long> fought,
      Set<PolicyName> releasing) {
    Map<Long, Hold> holds = new HashMap<>();
    Set<Long> soon = new HashSet<>();
    List<Candidate> candidates = new ArrayList<>();
    for (Partition partition : situation.observed().partitions()) {
      if (partition.state() != LoadState.NOT_LOAD) {
        continue;
      }
      Optional<FailedLoad> failed = Optional.ofNullable(failedLoads.get(partition.id()));
      Optional<Hold> failedLoad =
          failed
              .filter(load -> load.until().isAfter(situation.now()))
              .map(load -> Hold.until(load.until(), load.reason(), load.message()));
      for (Wish wish : situation.desired().of(partition.name())) {
        if (!wish.acts(Want.LOADED)) {
          continue;
        }
        if (failedLoad.isPresent()) {
          holds.put(partition.id(), failedLoad.get());
          failed.filter(load -> load.attempts() == 0).ifPresent(load -> soon.add(partition.id()));
        } else if (!fought.contains(partition.id())) {
          candidates.add(new Candidate(partition, wish, failed.filter(FailedLoad::begun)));
        }
      }
    }
    candidates.sort(Candidate.ORDER);
    long resident = situation.resident();
    Map<Long, Wish> go = new HashMap<>();
    for (Candidate candidate : candidates) {
      Long id = candidate.partition().id();
      if (go.containsKey(id)) {
        continue;
      }
      if (candidate.failed().isPresent() && (pending || !go.isEmpty())) {
        soon.add(id);
        holds.putIfAbsent(id, Hold.of(candidate.failed().get().reason(), AFTER_OTHERS));
        continue;
      }
      hold(candidate.wish().claim(), resident + go.size(), releasing)
          .ifPresentOrElse(hold -> holds.putIfAbsent(id, hold), () -> go.put(id, candidate.wish()));
    }
    holds.keySet().removeAll(go.keySet());
    return new LoadCandidates(go, holds, soon);
  }

  /** Returns the ids to load now or next. */
  Set<Long> coming() {
    Set<Long> coming = new HashSet<>(soon);
    coming.addAll(go.keySet());
    return coming;
  }

  private static Optional<Hold> hold(Claim claim, long resident, Set<PolicyName> releasing) {
    if (claim.spec().order() == Order.RELEASE_FIRST && releasing.contains(claim.policy())) {
      return Optional.of(AFTER_RELEASES);
    }
    OptionalInt most = claim.spec().safety().maxLoaded();
    return most.isPresent() && resident >= most.getAsInt()
        ? Optional.of(full(most.getAsInt()))
        : Optional.empty();
  }

  private static Hold full(int most) {
    return Hold.of(
        Reason.MAX_LOADED_REACHED, "The limit safety.maxLoaded=" + most + " is reached.");
  }

  /**
   * Returns the failed loads that still count: those of existing partitions that are not loaded and
   * still wanted loaded, over any connection.
   *
   * @param blamed by partition id, failures that were just found
   */
  static Map<Long, FailedLoad> stillFailed(Situation situation, Map<Long, FailedLoad> blamed) {
    Map<Long, FailedLoad> valid = new HashMap<>();
    for (Partition partition : situation.observed().partitions()) {
      FailedLoad before = situation.plannerState().failedLoads().get(partition.id());
      FailedLoad failedLoad = blamed.getOrDefault(partition.id(), before);
      if (failedLoad != null
          && partition.state() != LoadState.LOADED
          && situation.desired().loadsSomehow(partition.name())) {
        valid.put(partition.id(), failedLoad);
      }
    }
    return valid;
  }
}
