package io.milvus.residency.plan;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.plan.Claim.Recorded;
import java.util.List;
import java.util.Optional;

/**
 * All that is wanted of one collection, and what is not known about it.
 *
 * @param all the claims; their order does not matter
 * @param doubts why there may be claims that are not known yet, in words for people; while there is
 *     one, nothing is released
 */
public record ClaimSet(List<Claim> all, List<String> doubts) {

  public ClaimSet {
    all = List.copyOf(all);
    doubts = List.copyOf(doubts);
  }

  /** How many partitions stay, whatever else is wanted. */
  int floor() {
    return all.stream().mapToInt(c -> c.spec().safety().minResident()).max().orElse(1);
  }

  /** Names all that people have written about the collection. */
  public String intent(CollectionId collection) {
    return Intent.of(all, collection);
  }

  /** The same, all that they want having been carried out before. */
  public ClaimSet settled(CollectionId collection) {
    Recorded settled = new Recorded(Optional.of(intent(collection)), Optional.empty(), true);
    return new ClaimSet(all.stream().map(claim -> claim.with(settled)).toList(), doubts);
  }

  /** The same, status saying of each policy what a plan wants said. */
  public ClaimSet recorded(Plan plan) {
    return new ClaimSet(
        all.stream()
            .map(claim -> claim.with(plan.policyPlans().get(claim.policy()).recorded()))
            .toList(),
        doubts);
  }
}
