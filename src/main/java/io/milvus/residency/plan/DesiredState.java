package io.milvus.residency.plan;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
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

/**
 * What the policies want of the partitions now, and by which rule.
 *
 * @param names the partitions that somebody has an opinion on, sorted; one that does not exist is
 *     among them if it is wanted loaded by name
 * @param byPartition all wishes by the name of the partition, each list in the order of the
 *     policies
 * @param asides by policy, what there is to say beside that
 */
record DesiredState(
    List<String> names, Map<String, List<Wish>> byPartition, Map<PolicyName, Aside> asides) {

  /**
   * What one policy wants of one partition, which may not exist.
   *
   * @param claim whose wish it is
   * @param rule the rule that decides
   * @param want what it wants, never to ignore it
   * @param rank where the partition stands among those that the policy wants loaded
   */
  record Wish(Claim claim, Rule rule, Want want, Rank rank) {

    /** Why the list that the rule refers to can't be read. */
    Optional<String> unreadable() {
      return rule.listedIn()
          .flatMap(list -> Optional.ofNullable(claim.lists().get(list.configMapKeyRef())))
          .flatMap(PartitionList::unreadable);
    }

    /** Whether the plan may carry it out. */
    boolean acts(Want what) {
      return want == what && claim.acts();
    }
  }

  /**
   * Which partition is loaded first where not all can be: in the order of the rules, the newest
   * bucket first.
   */
  record Rank(int rule, Optional<DateBucket> bucket) implements Comparable<Rank> {
    @Override
    public int compareTo(Rank other) {
      return rule != other.rule || bucket.isEmpty() || other.bucket.isEmpty()
          ? Integer.compare(rule, other.rule)
          : other.bucket.get().compareTo(bucket.get());
    }
  }

  /**
   * What is to be said of a policy as a whole.
   *
   * @param frozen why families can't be decided on
   * @param unmatched the rules that are about no partition
   * @param next what the clock changes next
   */
  record Aside(List<String> frozen, List<String> unmatched, Optional<Next> next) {}

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

  /** Whether somebody who acts wants a partition loaded. */
  boolean loads(String partition) {
    for (Wish wish : of(partition)) {
      if (wish.acts(Want.LOADED)) {
        return true;
      }
    }
    return false;
  }

  /** Who acts and wants a partition released, if nobody protects it. */
  List<Wish> releasing(String partition) {
    List<Wish> wanting = wantingReleased(partition);
    return wanting.stream().allMatch(wish -> wish.claim().acts())
        ? wanting
        : wanting.stream().filter(wish -> wish.claim().acts()).toList();
  }

  /** Who wants a partition released, by whichever way, if nobody protects it. */
  List<Wish> wantingReleased(String partition) {
    List<Wish> wanting = new ArrayList<>(1);
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

  /** Whether it is certain that nobody may release a partition now. */
  boolean spares(String partition) {
    return wantingReleased(partition).isEmpty()
        && of(partition).stream().noneMatch(wish -> wish.want() == Want.FROZEN);
  }

  /** Why some families can't be decided on. */
  List<String> frozen() {
    return asides.values().stream().flatMap(aside -> aside.frozen().stream()).toList();
  }

  /** When the clock changes what any of them wants. */
  Optional<Instant> transition() {
    return asides.values().stream()
        .flatMap(aside -> aside.next().stream())
        .map(Next::time)
        .min(Instant::compareTo);
  }

  /** What Kubernetes calls it; who leaves wants released what is frozen. */
  static RuleState state(Want want) {
    return want == Want.LOADED ? RuleState.LOADED : RuleState.RELEASED;
  }
}
