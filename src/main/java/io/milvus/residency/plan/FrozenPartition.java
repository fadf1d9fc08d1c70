package io.milvus.residency.plan;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.rules.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A partition that a rule would decide on if its list could be read: nothing is done to it.
 *
 * @param policy whose rule it is
 * @param rule the name of the rule
 * @param partition the name of the partition
 */
public record FrozenPartition(PolicyName policy, String rule, String partition) {

  /** Returns all of them, by partition and then in the order of the policies. */
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
