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
 * The input of one pass.
 *
 * @param way the connection to the collection
 * @param now the time by the clock
 * @param elapsed the real time since the life began
 * @param claims the known claims
 * @param absent the policies that could not be read and have no claim
 * @param observed the collection
 * @param wanted by partition name, the policies that want it released now
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

  /** Returns true if everything that decides about releases is known. */
  boolean complete() {
    return claims.doubts().isEmpty();
  }

  /**
   * Returns the enforcing policies, over any connection, that want the partition released, if no
   * policy protects it.
   */
  List<Claim> releasers(Partition partition) {
    return wanted.get(partition.name());
  }

  /** Returns how many partitions are resident. */
  int resident() {
    return (int) observed.partitions().stream().filter(Partition::resident).count();
  }
}
