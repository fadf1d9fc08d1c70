package io.milvus.residency.plan;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.rules.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A partition that a rule can't decide because its list can't be read; the partition stays
 * unchanged.
 *
 * @param policy the policy of the rule
 * @param rule the name of the rule
 * @param partition the name of the partition
 */
public record FrozenPartition(PolicyName policy, String rule, String partition) {

  /** Returns all frozen partitions, by partition and then in the order of the policies. */
  public static List<FrozenPartition> of(
      ClaimSet claims, ObservedCollection observed, Instant now) {
    DesiredState desired = DesiredState.of(claims.all(), observed, now);
    List<FrozenPartition> frozen = new ArrayList<>();
    for (String partition : desired.names()) {
      for (DesiredState.Wish wish : desired.of(partition)) {
        if (wish.want() == Want.FROZEN) {
          frozen.add(new FrozenPartition(wish.claim().policy(), wish.rule().name(), partition));
        }
      }
    }
    return List.copyOf(frozen);
  }
}
