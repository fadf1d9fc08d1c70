package io.milvus.residency.plan;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.plan.Claim.Recorded;
import java.util.List;
import java.util.Optional;

/**
 * All claims on one collection, and why some may be missing.
 *
 * @param all the claims; their order does not matter
 * @param doubts reasons, for people, why there may be unknown claims; while there is one, nothing
 *     is released
 */
public record ClaimSet(List<Claim> all, List<String> doubts) {

  public ClaimSet {
    all = List.copyOf(all);
    doubts = List.copyOf(doubts);
  }

  /** Returns how many partitions must stay resident, whatever the claims want. */
  int floor() {
    return all.stream().mapToInt(c -> c.spec().safety().minResident()).max().orElse(1);
  }

  /** Returns the name of the intent of all policies on the collection. */
  public String intent(CollectionId collection) {
    return Intent.of(all, collection);
  }

  /** Returns these claims with the present intent recorded as carried out. */
  public ClaimSet settled(CollectionId collection) {
    Recorded settled = new Recorded(Optional.of(intent(collection)), Optional.empty(), true);
    return new ClaimSet(all.stream().map(claim -> claim.with(settled)).toList(), doubts);
  }

  /** Returns these claims with the statuses recording what the plan wants recorded. */
  public ClaimSet recorded(Plan plan) {
    return new ClaimSet(
        all.stream()
            .map(claim -> claim.with(plan.policyPlans().get(claim.policy()).recorded()))
            .toList(),
        doubts);
  }
}
