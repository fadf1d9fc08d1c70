package io.milvus.residency.plan;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.rules.DateBucket;
import io.milvus.residency.rules.PartitionList;
import io.milvus.residency.rules.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state that the policies want of the partitions now, and by which rule.
 *
 * @param names the partitions that a claim decides, sorted; including one that does not exist if it
 *     is wanted loaded by name
 * @param byPartition all wishes by partition name, each list in the order of the policies
 * @param asides by policy, what else its evaluation found
 */
record DesiredState(
    List<String> names, Map<String, List<Wish>> byPartition, Map<PolicyName, Aside> asides) {

  /**
   * The wish of one policy for one partition, which may not exist.
   *
   * @param claim the claim of the policy
   * @param rule the rule that decides
   * @param want what the policy wants, never to ignore the partition
   * @param rank the rank of the partition among those that the policy wants loaded
   */
  record Wish(Claim claim, Rule rule, Want want, Rank rank) {

    /** Returns why the list that the rule refers to can't be read. */
    Optional<String> unreadable() {
      return rule.listedIn()
          .flatMap(list -> Optional.ofNullable(claim.lists().get(list.configMapKeyRef())))
          .flatMap(PartitionList::unreadable);
    }

    /** Returns true if the plan may carry out the wish. */
    boolean acts(Want what) {
      return want == what && claim.acts();
    }

    /** Returns a change of the partition for this wish. */
    PartitionChange change(Partition partition) {
      return new PartitionChange(partition, claim.policy(), rule.name());
    }
  }

  /** The order of loading where not all can be loaded: by rule, then the newest bucket first. */
  record Rank(int rule, Optional<DateBucket> bucket) implements Comparable<Rank> {
    @Override
    public int compareTo(Rank other) {
      return rule != other.rule || bucket.isEmpty() || other.bucket.isEmpty()
          ? Integer.compare(rule, other.rule)
          : other.bucket.get().compareTo(bucket.get());
    }
  }

  /**
   * Findings about a policy as a whole.
   *
   * @param frozen why families can't be decided
   * @param unmatched the rules that decide no partition
   * @param next the next change by the clock
   * @param ignored the existing partitions that a rule ignores
   */
  record Aside(
      List<String> frozen, List<String> unmatched, Optional<Next> next, Set<String> ignored) {}

  static DesiredState of(List<Claim> claims, ObservedCollection observed, Instant now) {
    Map<String, Partition> existing = new LinkedHashMap<>(2 * observed.partitions().size());
    observed.partitions().forEach(partition -> existing.put(partition.name(), partition));
    Map<String, List<Wish>> desired = new LinkedHashMap<>(2 * observed.partitions().size());
    Map<PolicyName, Aside> asides = new HashMap<>();
    for (Claim claim : claims.stream().sorted(Comparator.comparing(Claim::policy)).toList()) {
      asides.put(claim.policy(), new EvaluatedClaim(claim, existing, now).add(desired));
    }
    return new DesiredState(desired.keySet().stream().sorted().toList(), desired, asides);
  }

  List<Wish> of(String partition) {
    return byPartition.getOrDefault(partition, List.of());
  }

  /** Returns true if an acting policy wants the partition loaded. */
  boolean loads(String partition) {
    for (Wish wish : of(partition)) {
      if (wish.acts(Want.LOADED)) {
        return true;
      }
    }
    return false;
  }

  /** Returns true if a policy that enforces wants the partition loaded, over any connection. */
  boolean loadsSomehow(String partition) {
    for (Wish wish : of(partition)) {
      if (wish.want() == Want.LOADED && wish.claim().mode() == Mode.ENFORCE) {
        return true;
      }
    }
    return false;
  }

  /** Returns the acting wishes to release the partition, if no policy protects it. */
  List<Wish> releasing(String partition) {
    List<Wish> wanting = wantingReleased(partition);
    return wanting.stream().allMatch(wish -> wish.claim().acts())
        ? wanting
        : wanting.stream().filter(wish -> wish.claim().acts()).toList();
  }

  /** Returns true if an acting policy wants the partition released, and none protects it. */
  boolean releases(String partition) {
    boolean wanted = false;
    for (Wish wish : of(partition)) {
      if (wish.want().protects()) {
        return false;
      }
      wanted |= wish.acts(Want.RELEASED);
    }
    return wanted;
  }

  /** Returns the wishes to release the partition, over any connection, if no policy protects it. */
  List<Wish> wantingReleased(String partition) {
    List<Wish> wanting = new ArrayList<>(0);
    for (Wish wish : of(partition)) {
      if (wish.want().protects()) {
        return List.of();
      }
      if (wish.want() == Want.RELEASED && wish.claim().mode() == Mode.ENFORCE) {
        wanting.add(wish);
      }
    }
    return wanting;
  }

  /** Returns true if certainly no policy may release the partition now. */
  boolean spares(String partition) {
    return wantingReleased(partition).isEmpty()
        && of(partition).stream().noneMatch(wish -> wish.want() == Want.FROZEN);
  }

  /** Returns true if a policy ignores the partition by a rule. */
  boolean ignores(String partition) {
    return asides.values().stream().anyMatch(aside -> aside.ignored().contains(partition));
  }

  /** Returns why some families can't be decided. */
  List<String> frozen() {
    return asides.values().stream().flatMap(aside -> aside.frozen().stream()).toList();
  }

  /** Returns the next time when the clock changes a wish. */
  Optional<Instant> transition() {
    return asides.values().stream()
        .flatMap(aside -> aside.next().stream())
        .map(Next::time)
        .min(Instant::compareTo);
  }

  /**
   * Returns the state that a wish asks for; for a frozen partition of a policy being deleted,
   * Released.
   */
  static RuleState state(Want want) {
    return want == Want.LOADED ? RuleState.LOADED : RuleState.RELEASED;
  }
}
