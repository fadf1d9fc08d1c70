package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.rules.Want;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The loads of the operator that make no progress. Milvus gives up such a load after ten minutes,
 * and from 2.6.6 on releases the whole collection with it; until then, no other load of the
 * collection may finish. So the operator cancels it in time.
 *
 * <p>Progress counts for all loads that were requested at the same time or later, because Milvus
 * works on one after the other.
 *
 * @param pending by partition id, the loads to remember
 * @param stuck by partition id, the loads to cancel
 */
record StuckLoads(Map<Long, PendingLoad> pending, Map<Long, PartitionChange> stuck) {

  /**
   * The longest time until Milvus shows a load that it was asked for: more than the longest pause
   * after a load without an answer.
   */
  private static final Duration HIDDEN = Duration.ofSeconds(100);

  /**
   * The longest gap between two looks after which a load under way is still the same load: the
   * interval of looks, a call that ends without an answer, and no more. In a longer one the
   * partition may have been loaded, and show as loading again because of another change.
   */
  private static final Duration GAP = Duration.ofSeconds(20);

  static StuckLoads of(Situation situation) {
    if (situation.plannerState().pendingLoads().isEmpty()) {
      return new StuckLoads(Map.of(), Map.of());
    }
    Map<Long, PendingLoad> pending = pending(situation);
    Map<Long, PartitionChange> stuck = new HashMap<>();
    for (Partition partition : situation.observed().partitions()) {
      PendingLoad load = pending.get(partition.id());
      if (load != null
          && partition.state() == LoadState.LOADING
          && !load.since().plus(situation.claims().loadTimeout()).isAfter(situation.now())
          && othersNeedRoom(situation, partition)) {
        cancellation(situation, partition).ifPresent(change -> stuck.put(partition.id(), change));
      }
    }
    return new StuckLoads(pending, stuck);
  }

  /** Returns the times at which loads will have made no progress for too long. */
  Stream<Instant> deadlines(Duration loadTimeout) {
    return pending.values().stream().map(load -> load.since().plus(loadTimeout));
  }

  /** Returns what to say of a load that is cancelled now. */
  static Hold hold(Duration loadTimeout) {
    return Hold.of(
        Reason.LOAD_STUCK, PendingLoads.noProgress(loadTimeout) + " Cancelling the load.");
  }

  private static boolean othersNeedRoom(Situation situation, Partition stuck) {
    return situation.observed().partitions().stream()
        .filter(other -> !other.id().equals(stuck.id()))
        .anyMatch(other -> other.resident() || situation.desired().loads(other.name()));
  }

  /** Returns the cancellation of a load, for the policy that wants the partition loaded or not. */
  private static Optional<PartitionChange> cancellation(Situation situation, Partition partition) {
    return situation.desired().of(partition.name()).stream()
        .filter(wish -> wish.acts(Want.LOADED))
        .findFirst()
        .or(() -> situation.desired().releasing(partition.name()).stream().findFirst())
        .map(wish -> wish.change(partition))
        .or(() -> unwanted(situation, partition));
  }

  /**
   * Returns the cancellation of a load that no policy wants any more, for any policy. A partition
   * that a policy protects or ignores is left alone.
   */
  private static Optional<PartitionChange> unwanted(Situation situation, Partition partition) {
    DesiredState desired = situation.desired();
    boolean spared =
        desired.ignores(partition.name())
            || desired.of(partition.name()).stream().anyMatch(wish -> wish.want().protects());
    return spared || !situation.certain()
        ? Optional.empty()
        : situation.claims().all().stream()
            .filter(Claim::acts)
            .map(Claim::policy)
            .min(Comparator.naturalOrder())
            .map(policy -> new PartitionChange(partition, policy, ""));
  }

  private static Map<Long, PendingLoad> pending(Situation situation) {
    Map<Long, PendingLoad> before = situation.plannerState().pendingLoads();
    Instant now = situation.now();
    Map<Long, PendingLoad> pending = new HashMap<>();
    Set<Long> gone = new HashSet<>(before.keySet());
    Instant moved = Instant.MAX;
    for (Partition partition : situation.observed().partitions()) {
      PendingLoad load = before.get(partition.id());
      if (load == null || load.seen().plus(GAP).isBefore(now)) {
        continue;
      }
      if (partition.state() == LoadState.LOADING) {
        PendingLoad shown = load.shown(partition.progress(), now);
        pending.put(partition.id(), shown);
        boolean moves = shown.since().isAfter(load.since()) && !shown.fell();
        moved = moves ? earlier(moved, load.asked()) : moved;
        gone.remove(partition.id());
      } else if (partition.state() == LoadState.LOADED) {
        moved = earlier(moved, load.asked());
        gone.remove(partition.id());
      } else if (hidden(load, now)) {
        pending.put(partition.id(), load.hidden(now));
        gone.remove(partition.id());
      }
    }
    // A load that is gone can't hold up the others any more.
    Instant from = gone.isEmpty() ? moved : Instant.MIN;
    pending.replaceAll((id, load) -> load.asked().isBefore(from) ? load : load.restarted(now));
    return pending;
  }

  private static boolean hidden(PendingLoad load, Instant now) {
    return load.progress().isEmpty() && load.asked().plus(HIDDEN).isAfter(now);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
