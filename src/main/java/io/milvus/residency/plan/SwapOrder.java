package io.milvus.residency.plan;

import io.milvus.residency.api.Order;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.DesiredState.Wish;
import io.milvus.residency.rules.Want;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The holds on releases of policies with LoadFirst until what they want loaded is searchable, which
 * happens some seconds after Milvus reports Loaded. A partition that can't be loaded is not waited
 * for, but one that another load may have held up is.
 *
 * @param holds by partition id, why its release waits
 * @param unproven loaded partitions that releases wait for and that may not be searchable yet
 * @param serving the ids of partitions that are searchable, or were waited for long enough
 * @param awaitedSince by partition id, the time since which a release has waited for it
 * @param notices events about partitions that are no longer waited for
 */
record SwapOrder(
    Map<Long, Hold> holds,
    List<Partition> unproven,
    Set<Long> serving,
    Map<Long, Instant> awaitedSince,
    List<PlanEvent> notices) {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int NAMES = 3;

  /**
   * Computes the holds.
   *
   * @param due the partitions whose release nothing else holds
   * @param partitions all partitions by name
   * @param loads the ids to load now or next, or once Milvus reports the load settings
   */
  static SwapOrder of(
      Situation situation,
      List<Partition> due,
      Map<String, Partition> partitions,
      Set<Long> loads) {
    Map<Long, Hold> holds = new HashMap<>();
    Map<PolicyName, Optional<Hold>> byPolicy = new HashMap<>();
    Waiting waiting = new Waiting(situation, partitions, loads);
    for (Partition partition : due) {
      for (Wish wish : situation.desired().releasing(partition.name())) {
        Claim claim = wish.claim();
        if (claim.spec().order() == Order.LOAD_FIRST && !holds.containsKey(partition.id())) {
          byPolicy
              .computeIfAbsent(claim.policy(), p -> waiting.hold(claim))
              .ifPresent(hold -> holds.put(partition.id(), hold));
        }
      }
    }
    return new SwapOrder(
        holds,
        List.copyOf(waiting.unproven.values()),
        waiting.serving(),
        waiting.since,
        List.copyOf(waiting.trusted.values()));
  }

  /** Collects findings policy by policy. */
  private static final class Waiting {
    private final DesiredState desired;
    private final Map<String, Partition> partitions;
    private final Set<Long> loads;
    private final PlannerState plannerState;
    private final Instant now;
    private final Map<Long, Partition> unproven = new TreeMap<>();
    private final Map<Long, Instant> since = new HashMap<>();
    private final Map<Long, PlanEvent> trusted = new LinkedHashMap<>();

    Waiting(Situation situation, Map<String, Partition> partitions, Set<Long> loads) {
      this.desired = situation.desired();
      this.partitions = partitions;
      this.loads = loads;
      this.plannerState = situation.plannerState();
      this.now = situation.now();
    }

    Optional<Hold> hold(Claim claim) {
      List<String> names = awaits(claim);
      return names.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Hold.of(
                  Reason.SWAP_PENDING,
                  "Waiting for "
                      + Phrases.firstOf(names, NAMES)
                      + " to be searchable (order: LoadFirst)."));
    }

    Set<Long> serving() {
      Set<Long> serving = new HashSet<>(trusted.keySet());
      if (!plannerState.serving().isEmpty()) {
        partitions.values().stream()
            .filter(p -> p.state() == LoadState.LOADED && plannerState.serving().contains(p.id()))
            .forEach(p -> serving.add(p.id()));
      }
      return serving;
    }

    private List<String> awaits(Claim claim) {
      List<String> names = new ArrayList<>();
      for (String name : desired.names()) {
        Partition partition = partitions.get(name);
        boolean wanted =
            desired.of(name).stream().anyMatch(w -> w.acts(Want.LOADED) && w.claim().equals(claim));
        if (partition != null && wanted && awaits(claim, partition)) {
          names.add(name);
        }
      }
      return names;
    }

    private boolean awaits(Claim claim, Partition partition) {
      return switch (partition.state()) {
        case LOADING -> true;
        case NOT_LOAD -> loads.contains(partition.id());
        case LOADED ->
            !plannerState.serving().contains(partition.id()) && !longEnough(claim, partition);
        case NOT_EXIST -> false;
      };
    }

    private boolean longEnough(Claim claim, Partition partition) {
      Instant start = plannerState.awaitedSince().getOrDefault(partition.id(), now);
      if (start.plus(LONGEST).isAfter(now)) {
        since.put(partition.id(), start);
        unproven.put(partition.id(), partition);
        return false;
      }
      trusted.put(
          partition.id(),
          new PlanEvent(
              claim.policy(),
              Reason.SWAP_PENDING,
              "Partition "
                  + partition.name()
                  + " has been loaded for "
                  + LONGEST.toSeconds()
                  + "s, but Milvus does not report it as searchable. Releasing the partitions that it"
                  + " replaces."));
      return true;
    }
  }
}
