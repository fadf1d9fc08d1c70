package io.milvus.residency.plan;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one pass sees.
 *
 * @param way how it reaches the collection
 * @param now the clock's time
 * @param elapsed the time that has really passed since the life began
 * @param claims what is known of the policies
 * @param absent the policies that could not be looked at, so that there is no claim of theirs
 * @param observed the collection
 * @param wanted by name of a partition, who wants it released now
 */
record SimulatedPass(
    int way,
    Instant now,
    Duration elapsed,
    ClaimSet claims,
    Set<PolicyName> absent,
    ObservedCollection observed,
    Map<String, List<Claim>> wanted) {

  static SimulatedPass of(
      int way,
      Instant now,
      Duration elapsed,
      ClaimSet claims,
      Set<PolicyName> absent,
      ObservedCollection observed) {
    Map<String, List<Claim>> wanted = new HashMap<>();
    observed
        .partitions()
        .forEach(p -> wanted.put(p.name(), WantsModel.releasers(claims, p.name(), now)));
    return new SimulatedPass(way, now, elapsed, claims, absent, observed, wanted);
  }

  /** Whether all that decides on releases is known. */
  boolean complete() {
    return claims.doubts().isEmpty();
  }

  /** The enforcing policies, of all ways, that want it released, which nobody stands against. */
  List<Claim> releasers(Partition partition) {
    return wanted.get(partition.name());
  }

  /** How many partitions are in the load set. */
  int resident() {
    return (int) observed.partitions().stream().filter(Partition::resident).count();
  }
}
