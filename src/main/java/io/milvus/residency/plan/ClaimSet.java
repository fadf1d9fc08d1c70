package io.milvus.residency.plan;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.plan.Claim.Recorded;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All claims on one collection, why some may be missing, and what is set for all of them.
 *
 * @param all the claims; their order does not matter
 * @param doubts reasons, for people, why there may be unknown claims; while there is one, nothing
 *     is released
 * @param loadTimeout how long a load of the operator may make no progress before it is cancelled
 */
public record ClaimSet(List<Claim> all, List<String> doubts, Duration loadTimeout) {

  /** Less than half of the time after which Milvus gives up a load, and releases others with it. */
  public static final Duration LOAD_TIMEOUT = Duration.ofMinutes(4);

  /** The longest gap between two passes that is normal whatever the interval. */
  private static final Duration SHORT_GAP = Duration.ofMinutes(2);

  public ClaimSet {
    all = List.copyOf(all);
    doubts = List.copyOf(doubts);
  }

  /** Creates a set of claims with the usual load timeout. */
  public ClaimSet(List<Claim> all, List<String> doubts) {
    this(all, doubts, LOAD_TIMEOUT);
  }

  /** Returns these claims with another load timeout. */
  public ClaimSet withLoadTimeout(Duration other) {
    return new ClaimSet(all, doubts, other);
  }

  /** Returns how many partitions must stay resident, whatever the claims want. */
  int floor() {
    return all.stream().mapToInt(c -> c.spec().safety().minResident()).max().orElse(1);
  }

  /** Returns the longest gap between two passes that is normal. */
  Duration longestGap() {
    Duration interval =
        all.stream()
            .filter(Claim::acts)
            .map(claim -> claim.spec().interval())
            .min(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    Duration gap = interval.multipliedBy(2);
    return gap.compareTo(SHORT_GAP) > 0 ? gap : SHORT_GAP;
  }

  /** Returns the name of the intent of all policies on the collection. */
  public String intent(CollectionId collection) {
    return Intent.of(all, collection);
  }

  /** Returns these claims with the present intent recorded as carried out. */
  public ClaimSet settled(CollectionId collection) {
    Recorded settled = new Recorded(Optional.of(intent(collection)), Optional.empty(), true);
    return new ClaimSet(
        all.stream().map(claim -> claim.with(settled)).toList(), doubts, loadTimeout);
  }

  /** Returns these claims with the statuses recording what the plan wants recorded. */
  public ClaimSet recorded(Plan plan) {
    return new ClaimSet(
        all.stream()
            .map(claim -> claim.with(plan.policyPlans().get(claim.policy()).recorded()))
            .toList(),
        doubts,
        loadTimeout);
  }
}
