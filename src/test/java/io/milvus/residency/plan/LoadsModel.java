package io.milvus.residency.plan;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A second implementation of the rules of cancelling: only what a connection has asked for itself,
 * what its passes have seen loading and nothing else since, and what others need room beside.
 */
final class LoadsModel {

  private static final Duration GAP = Duration.ofSeconds(20);

  private final Map<Integer, Map<Long, Duration>> asked = new HashMap<>();
  private final Map<Integer, Duration> seen = new HashMap<>();

  /** Notes a request to load partitions that were not loaded. */
  void asked(int way, Set<Long> partitions, Duration elapsed) {
    partitions.forEach(id -> of(way).put(id, elapsed));
    seen.put(way, elapsed);
  }

  /**
   * Notes what a pass sees: whatever is not loading any more, or was not looked at for long, is not
   * to be cancelled any more.
   */
  void look(SimulatedPass look) {
    Duration before = seen.getOrDefault(look.way(), look.elapsed());
    seen.put(look.way(), look.elapsed());
    if (before.plus(GAP).compareTo(look.elapsed()) < 0) {
      of(look.way()).clear();
    }
    Set<Long> loading = new HashSet<>();
    for (Partition partition : look.observed().partitions()) {
      if (partition.state() == LoadState.LOADING) {
        loading.add(partition.id());
      }
    }
    of(look.way()).keySet().retainAll(loading);
  }

  /** Returns the loads that may be cancelled. Milvus never shows any progress in random lives. */
  Set<Long> mayCancel(SimulatedPass look) {
    Set<Long> may = new HashSet<>();
    for (Partition partition : look.observed().partitions()) {
      Duration since = of(look.way()).get(partition.id());
      boolean others =
          look.observed().partitions().stream()
              .filter(other -> !other.id().equals(partition.id()))
              .anyMatch(
                  other ->
                      other.resident()
                          || WantsModel.mayLoad(look.claims(), other.name(), look.now()));
      if (since != null
          && others
          && since.plus(ClaimSet.LOAD_TIMEOUT).compareTo(look.elapsed()) <= 0) {
        may.add(partition.id());
      }
    }
    return may;
  }

  void forgetAll() {
    asked.clear();
  }

  private Map<Long, Duration> of(int way) {
    return asked.computeIfAbsent(way, key -> new HashMap<>());
  }
}
