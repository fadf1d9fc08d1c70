package io.milvus.residency.overview;

import io.milvus.residency.model.PolicyName;
import io.milvus.residency.rules.Want;
import java.util.List;

/**
 * Partitions of a collection that are in one state for the same reasons.
 *
 * @param state their load state in Milvus
 * @param wishes what policies want of them; empty if no rule decides them, so that they are left
 *     alone
 * @param partitions their names, with the percentage while they load
 */
public record PartitionGroup(String state, List<Wish> wishes, List<String> partitions) {

  /**
   * The wish of one policy.
   *
   * @param policy the policy
   * @param rule the rule that decides
   * @param want the desired state
   */
  public record Wish(PolicyName policy, String rule, Want want) {}
}
