package io.milvus.residency.plan;

import io.milvus.residency.plan.Standing.Changing;
import java.util.HashMap;
import java.util.Map;

/** Decides why releases are wanted, each when it is first wanted. */
final class Causes {

  private Causes() {}

  /**
   * The cause of each release, by partition id. What an edit has brought stays the edit's for as
   * long as it is wanted, also when more edits follow.
   *
   * @param standing what people have agreed to
   */
  static Map<Long, Cause> of(Situation situation, Standing standing) {
    Map<Long, Releases.Wait> waits = situation.releases().waits();
    Map<Long, Cause> causes = new HashMap<>(2 * waits.size());
    waits.forEach((id, wait) -> wait.cause().ifPresent(cause -> causes.put(id, cause)));
    if (causes.size() < waits.size()) {
      begin(situation, standing, causes);
    }
    return causes;
  }

  private static void begin(Situation situation, Standing standing, Map<Long, Cause> causes) {
    if (standing instanceof Changing changing) {
      Wishes first =
          Wishes.of(situation.claims().all(), situation.observed(), changing.change().since());
      for (Partition partition : situation.observed().partitions()) {
        boolean edit =
            !changing.spared().contains(partition.id())
                && !first.wantingReleased(partition.name()).isEmpty();
        put(situation, partition, edit ? edit(changing) : new Cause.Course(), causes);
      }
    } else {
      situation.observed().partitions().forEach(p -> put(situation, p, new Cause.Course(), causes));
    }
  }

  private static Cause edit(Changing changing) {
    return new Cause.Edit(changing.change().resident());
  }

  private static void put(
      Situation situation, Partition partition, Cause cause, Map<Long, Cause> causes) {
    if (situation.releases().waits().containsKey(partition.id())) {
      causes.putIfAbsent(partition.id(), cause);
    }
  }
}
