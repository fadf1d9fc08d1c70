package io.milvus.residency.plan;

import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.DesiredState.Aside;
import io.milvus.residency.plan.DesiredState.Rank;
import io.milvus.residency.plan.DesiredState.Wish;
import io.milvus.residency.rules.EvaluatedRule;
import io.milvus.residency.rules.Instants;
import io.milvus.residency.rules.PartitionList;
import io.milvus.residency.rules.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A claim, evaluated at one instant. */
final class EvaluatedClaim {

  private final Claim claim;
  private final Map<String, Partition> existing;
  private final List<EvaluatedRule> rules;
  private final Map<Character, List<EvaluatedRule>> byFirst = new HashMap<>();

  /** The wishes for partitions without a bucket, in the order of the rules. */
  private final List<Map<Want, Wish>> wishes = new ArrayList<>();

  private final BitSet matched = new BitSet();
  private final Set<String> ignored = new HashSet<>();

  /** The partitions that the next transition changes, with what is wanted of them until then. */
  private final Map<String, Optional<Want>> turning = new HashMap<>();

  private Optional<Instant> transition = Optional.empty();

  EvaluatedClaim(Claim claim, Map<String, Partition> existing, Instant now) {
    this.claim = claim;
    this.existing = existing;
    this.rules = EvaluatedRule.all(claim.spec(), lists(claim), now);
    rules.forEach(rule -> wishes.add(new EnumMap<>(Want.class)));
  }

  /**
   * Returns the lists to use. A policy being deleted can't wait for a list that was deleted with
   * its namespace.
   */
  private static Map<ConfigMapKey, PartitionList> lists(Claim claim) {
    if (!claim.leaving()) {
      return claim.lists();
    }
    Map<ConfigMapKey, PartitionList> lists = new HashMap<>(claim.lists());
    lists.replaceAll((key, list) -> list.asReadLast());
    return lists;
  }

  /** Adds the wishes of the claim. */
  Aside add(Map<String, List<Wish>> desired) {
    existing.keySet().forEach(name -> add(name, desired));
    rules.stream()
        .flatMap(rule -> rule.rule().match().names().stream())
        .filter(name -> !existing.containsKey(name))
        .distinct()
        .forEach(name -> add(name, desired));
    return new Aside(
        rules.stream().flatMap(rule -> rule.frozen().stream()).distinct().toList(),
        rules.stream()
            .filter(rule -> !matched.get(rule.position()))
            .map(rule -> rule.rule().name())
            .toList(),
        transition.map(this::next),
        ignored);
  }

  private void add(String name, Map<String, List<Wish>> desired) {
    wish(name).ifPresent(wish -> desired.computeIfAbsent(name, n -> new ArrayList<>(1)).add(wish));
  }

  /** Returns the wish of the first rule that decides the partition. */
  private Optional<Wish> wish(String name) {
    Optional<Instant> until = Optional.empty();
    Optional<Wish> wish = Optional.empty();
    for (EvaluatedRule rule : rulesFor(name.charAt(0))) {
      Optional<EvaluatedRule.Decision> decision = rule.decide(name, transition.orElse(Instant.MAX));
      if (decision.isEmpty()) {
        continue;
      }
      matched.set(rule.position());
      until = Instants.earliest(until, decision.get().until());
      Optional<Want> want = decision.get().want();
      if (want.isPresent()) {
        wish = wanted(rule.rule(), want.get(), name).map(w -> wish(rule, w, decision.get()));
        break;
      }
    }
    if (until.isPresent()) {
      turns(name, wish.map(Wish::want), until.get());
    }
    return wish;
  }

  /** Returns one object for all equal wishes of a rule without buckets. */
  private Wish wish(EvaluatedRule rule, Want want, EvaluatedRule.Decision decision) {
    if (decision.bucket().isPresent()) {
      return new Wish(claim, rule.rule(), want, new Rank(rule.position(), decision.bucket()));
    }
    return wishes
        .get(rule.position())
        .computeIfAbsent(
            want,
            w -> new Wish(claim, rule.rule(), w, new Rank(rule.position(), Optional.empty())));
  }

  private void turns(String name, Optional<Want> want, Instant until) {
    if (transition.isEmpty() || until.isBefore(transition.get())) {
      transition = Optional.of(until);
      turning.clear();
    }
    if (transition.get().equals(until)) {
      turning.put(name, want);
    }
  }

  private Next next(Instant time) {
    EvaluatedClaim then = new EvaluatedClaim(claim, existing, time);
    int loads = 0;
    int releases = 0;
    for (Map.Entry<String, Optional<Want>> turn : turning.entrySet()) {
      Optional<Partition> partition = Optional.ofNullable(existing.get(turn.getKey()));
      Optional<Want> before = turn.getValue();
      Optional<Want> after = then.wish(turn.getKey()).map(Wish::want);
      if (partition.isEmpty() || after.equals(before)) {
        continue;
      }
      boolean resident = partition.get().resident();
      if (after.equals(Optional.of(Want.LOADED)) && !resident) {
        loads++;
      }
      if (after.equals(Optional.of(Want.RELEASED))
          && (resident || before.equals(Optional.of(Want.LOADED)))) {
        releases++;
      }
    }
    return new Next(time, loads, releases);
  }

  /**
   * Returns the rules that may match names with this first character, to skip most rules cheaply.
   */
  private List<EvaluatedRule> rulesFor(char first) {
    List<EvaluatedRule> known = byFirst.get(first);
    if (known == null) {
      known = rules.stream().filter(rule -> rule.mayBegin(first)).toList();
      byFirst.put(first, known);
    }
    return known;
  }

  private Optional<Want> wanted(Rule rule, Want want, String name) {
    if (want == Want.IGNORED && !claim.leaving()) {
      ignored.add(name);
    }
    boolean matters =
        want != Want.IGNORED && (existing.containsKey(name) || misses(rule, want, name));
    return matters ? leaving(want) : Optional.empty();
  }

  /** Returns true if the rule names the partition: a glob misses no partition. */
  private static boolean misses(Rule rule, Want want, String name) {
    return want == Want.LOADED && rule.match().names().contains(name);
  }

  /**
   * Turns what a policy that is being deleted wanted loaded into a release. Its other wishes are
   * dropped; what it can't decide stays frozen until the policy is gone.
   */
  private Optional<Want> leaving(Want want) {
    if (!claim.leaving() || want == Want.FROZEN) {
      return Optional.of(want);
    }
    return want == Want.LOADED ? Optional.of(Want.RELEASED) : Optional.empty();
  }
}
