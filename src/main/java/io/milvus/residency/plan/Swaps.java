package io.milvus.residency.plan;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Order;
import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.Wishes.Wish;
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
 * Lets the releases of a policy with LoadFirst wait until what it wants loaded is serving, which it
 * is some seconds after Milvus says Loaded. What can't be loaded is not waited for.
 */
final class Swaps {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int NAMES = 3;

  private final Wishes wishes;
  private final Map<String, Partition> partitions;
  private final Loads loads;
  private final Memory memory;
  private final Instant now;
  private final Map<PolicyName, List<String>> awaited = new HashMap<>();
  private final Map<Long, Partition> unproven = new TreeMap<>();
  private final Map<Long, Instant> since = new HashMap<>();
  private final Map<Long, Notice> trusted = new LinkedHashMap<>();

  Swaps(Wishes wishes, Map<String, Partition> partitions, Loads loads, Memory memory, Instant now) {
    this.wishes = wishes;
    this.partitions = partitions;
    this.loads = loads;
    this.memory = memory;
    this.now = now;
  }

  /** Why a partition that could be released is not yet. */
  Optional<Held> held(Partition partition) {
    for (Wish wish : wishes.releasing(partition.name())) {
      Claim claim = wish.claim();
      if (claim.spec().order() == Order.LOAD_FIRST && !claim.leaving()) {
        List<String> names = awaited.computeIfAbsent(claim.policy(), p -> awaits(claim));
        if (!names.isEmpty()) {
          return Optional.of(
              Held.of(Reason.ORDER_WAITING, "waits until " + words(names) + " can be searched"));
        }
      }
    }
    return Optional.empty();
  }

  /** Loaded partitions that are waited for, and may answer searches. */
  List<Partition> unproven() {
    return List.copyOf(unproven.values());
  }

  List<Notice> notices() {
    return List.copyOf(trusted.values());
  }

  Map<Long, Instant> awaitedSince() {
    return since;
  }

  /** The ids that are known to answer searches, or were waited for long enough. */
  Set<Long> serving() {
    Set<Long> serving = new HashSet<>(trusted.keySet());
    partitions.values().stream()
        .filter(p -> p.state() == LoadState.LOADED && memory.serving().contains(p.id()))
        .forEach(p -> serving.add(p.id()));
    return serving;
  }

  private List<String> awaits(Claim claim) {
    List<String> names = new ArrayList<>();
    for (String name : wishes.names()) {
      Partition partition = partitions.get(name);
      boolean wanted =
          wishes.of(name).stream().anyMatch(w -> w.acts(Want.LOADED) && w.claim().equals(claim));
      if (partition != null && wanted && awaits(claim, partition)) {
        names.add(name);
      }
    }
    return names;
  }

  private boolean awaits(Claim claim, Partition partition) {
    return switch (partition.state()) {
      case LOADING -> true;
      case NOT_LOAD -> loads.go().containsKey(partition.id());
      case LOADED -> !memory.serving().contains(partition.id()) && !longEnough(claim, partition);
      case NOT_EXIST -> false;
    };
  }

  private boolean longEnough(Claim claim, Partition partition) {
    Instant start = memory.awaitedSince().getOrDefault(partition.id(), now);
    if (start.plus(LONGEST).isAfter(now)) {
      since.put(partition.id(), start);
      unproven.put(partition.id(), partition);
      return false;
    }
    trusted.put(
        partition.id(),
        new Notice(
            claim.policy(),
            Reason.ORDER_WAITING,
            "Partition "
                + partition.name()
                + " has been loaded for "
                + LONGEST.toSeconds()
                + " s, and Milvus still does not tell that it can be searched. What it replaces is"
                + " released now."));
    return true;
  }

  private static String words(List<String> names) {
    int more = names.size() - NAMES;
    return names.stream().limit(NAMES).collect(joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }
}
