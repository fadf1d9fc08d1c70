package io.milvus.residency.plan;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import java.util.HashSet;
import java.util.Set;

/**
 * The resident partitions, by what has been seen of them. From 2.6.6 on, Milvus shows all as
 * loading for a while after each change, so that the state alone does not tell a load.
 *
 * @param loaded the ids of those that were seen Loaded since they were last not resident
 * @param foreign the ids of the others that the operator has not asked for, or not seen for a while
 * @param partly the ids of those of the foreign that were shown between 0 and 100 percent
 */
public record Residents(Set<Long> loaded, Set<Long> foreign, Set<Long> partly) {

  /** None. */
  static final Residents NONE = new Residents(Set.of(), Set.of(), Set.of());

  public Residents {
    loaded = Set.copyOf(loaded);
    foreign = Set.copyOf(foreign);
    partly = Set.copyOf(partly);
  }

  /** Returns loads of others that were shown between 0 and 100 percent. */
  public static Residents foreign(Set<Long> foreign) {
    return new Residents(Set.of(), foreign, foreign);
  }

  /**
   * Returns the resident partitions after a look.
   *
   * @param pending the ids of the loads that the operator has asked for
   */
  static Residents of(Situation situation, Set<Long> pending) {
    PlannerState before = situation.plannerState();
    Set<Long> loaded = new HashSet<>();
    Set<Long> foreign = new HashSet<>();
    Set<Long> partly = new HashSet<>();
    for (Partition partition : situation.observed().partitions()) {
      Long id = partition.id();
      if (!partition.resident()) {
        continue;
      }
      boolean wasLoaded = before.residents().loaded().contains(id) || before.wasLoaded(id);
      if (partition.state() == LoadState.LOADED || wasLoaded) {
        loaded.add(id);
      } else if (!pending.contains(id)) {
        foreign.add(id);
        if (partition.progress() > 0 || before.residents().partly().contains(id)) {
          partly.add(id);
        }
      }
    }
    return new Residents(loaded, foreign, partly);
  }
}
