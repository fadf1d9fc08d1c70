package io.milvus.residency.plan;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.RuleState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the policies want of the partitions now, and by which rule.
 *
 * @param names the partitions that somebody has an opinion on, sorted; one that does not exist is
 *     among them if it is wanted loaded by name
 * @param byPartition all wishes by the name of the partition, each list in the order of the
 *     policies
 * @param asides by policy, what there is to say beside that
 */
record Wishes(
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

    /** Whether the plan may carry it out. */
    boolean acts(Want what) {
      return want == what && claim.acts();
    }
  }

  /**
   * Which partition is loaded first where not all can be: in the order of the rules, the newest
   * bucket first.
   */
  record Rank(int rule, Optional<Bucket> bucket) implements Comparable<Rank> {
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
   * @param transition when the clock changes what it wants
   */
  record Aside(List<String> frozen, List<String> unmatched, Optional<Instant> transition) {}

  static Wishes of(List<Claim> claims, Observed observed, Instant now) {
    Set<String> existing = new LinkedHashSet<>(2 * observed.partitions().size());
    observed.partitions().forEach(partition -> existing.add(partition.name()));
    Map<String, List<Wish>> wishes = new LinkedHashMap<>(2 * observed.partitions().size());
    Map<PolicyName, Aside> asides = new HashMap<>();
    for (Claim claim : claims.stream().sorted(Comparator.comparing(Claim::policy)).toList()) {
      asides.put(claim.policy(), new ClaimNow(claim, existing, now).add(wishes));
    }
    return new Wishes(wishes.keySet().stream().sorted().toList(), wishes, asides);
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
    List<Wish> wishes = of(partition);
    if (wishes.size() == 1) {
      return wishes.get(0).acts(Want.RELEASED) ? wishes : List.of();
    }
    List<Wish> releasing = new ArrayList<>();
    for (Wish wish : wishes) {
      if (wish.want().protects()) {
        return List.of();
      }
      if (wish.acts(Want.RELEASED)) {
        releasing.add(wish);
      }
    }
    return releasing;
  }

  /** Why some families can't be decided on. */
  List<String> frozen() {
    return asides.values().stream().flatMap(aside -> aside.frozen().stream()).toList();
  }

  /** When the clock changes what any of them wants. */
  Optional<Instant> transition() {
    return asides.values().stream().flatMap(a -> a.transition().stream()).min(Instant::compareTo);
  }

  /** One claim at work. */
  private static final class ClaimNow {
    private final Claim claim;
    private final Set<String> existing;
    private final List<RuleNow> rules;
    private final Map<Character, List<RuleNow>> byFirst = new HashMap<>();
    private final Set<String> matched = new HashSet<>();
    private Optional<Instant> transition = Optional.empty();

    ClaimNow(Claim claim, Set<String> existing, Instant now) {
      this.claim = claim;
      this.existing = existing;
      this.rules = RuleNow.all(claim, now);
    }

    Aside add(Map<String, List<Wish>> wishes) {
      existing.forEach(name -> add(name, wishes));
      rules.stream()
          .flatMap(rule -> rule.rule().match().names().stream())
          .filter(name -> !existing.contains(name))
          .distinct()
          .forEach(name -> add(name, wishes));
      return new Aside(
          rules.stream().flatMap(rule -> rule.frozen().stream()).distinct().toList(),
          rules.stream().map(r -> r.rule().name()).filter(n -> !matched.contains(n)).toList(),
          transition);
    }

    private void add(String name, Map<String, List<Wish>> wishes) {
      wish(name).ifPresent(wish -> wishes.computeIfAbsent(name, n -> new ArrayList<>(1)).add(wish));
    }

    /** The first rule that has an opinion decides it. */
    private Optional<Wish> wish(String name) {
      for (RuleNow rule : rulesFor(name.charAt(0))) {
        Optional<RuleNow.Decision> decision = rule.decide(name);
        if (decision.isEmpty()) {
          continue;
        }
        matched.add(rule.rule().name());
        transition = Instants.earliest(transition, decision.get().until());
        Optional<Want> want = decision.get().want();
        if (want.isPresent()) {
          Rank rank = new Rank(rule.position(), decision.get().bucket());
          return wanted(rule.rule(), want.get(), name)
              .map(w -> new Wish(claim, rule.rule(), w, rank));
        }
      }
      return Optional.empty();
    }

    /** Most rules are about names that begin alike, so that most need not be asked. */
    private List<RuleNow> rulesFor(char first) {
      return byFirst.computeIfAbsent(
          first, c -> rules.stream().filter(rule -> rule.mayBegin(c)).toList());
    }

    private Optional<Want> wanted(Rule rule, Want want, String name) {
      boolean matters =
          want != Want.IGNORED && (existing.contains(name) || misses(rule, want, name));
      return matters ? leaving(want) : Optional.empty();
    }

    /** Only who names a partition misses it: a glob is content with what there is. */
    private static boolean misses(Rule rule, Want want, String name) {
      return want == Want.LOADED && rule.match().names().contains(name);
    }

    /** Who leaves takes along what it wanted loaded, and has no other wishes. */
    private Optional<Want> leaving(Want want) {
      if (!claim.leaving()) {
        return Optional.of(want);
      }
      return want == Want.LOADED ? Optional.of(Want.RELEASED) : Optional.empty();
    }
  }

  /** What Kubernetes calls it. */
  static RuleState state(Want want) {
    return want == Want.RELEASED ? RuleState.RELEASED : RuleState.LOADED;
  }
}
