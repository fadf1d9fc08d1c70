package io.milvus.residency.plan;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.RuleState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which rule of which policy decides which partition. */
final class Wishes {

  private Wishes() {}

  /**
   * What one policy wants of one partition, which may not exist.
   *
   * @param claim whose wish it is
   * @param rule the rule that decides; it loads or releases
   */
  record Wish(Claim claim, Rule rule) {
    RuleState want() {
      return rule.state();
    }
  }

  /**
   * All wishes by the name of the partition, each list in the order of the policies. A partition
   * that nobody has an opinion on is not in it; one that does not exist is, if it is wanted loaded
   * by name.
   */
  static SortedMap<String, List<Wish>> of(List<Claim> claims, Observed observed) {
    Set<String> existing = new HashSet<>();
    observed.partitions().forEach(partition -> existing.add(partition.name()));
    TreeMap<String, List<Wish>> wishes = new TreeMap<>();
    for (Claim claim : claims.stream().sorted(Comparator.comparing(Claim::policy)).toList()) {
      List<Family> families = claim.rules().stream().map(Family::new).toList();
      Set<String> names = new HashSet<>(existing);
      for (Rule rule : claim.rules()) {
        if (rule.state() == RuleState.LOADED) {
          names.addAll(rule.match().names());
        }
      }
      for (String name : names) {
        decide(families, name)
            .filter(rule -> rule.state() != RuleState.IGNORED)
            .filter(rule -> existing.contains(name) || misses(rule, name))
            .ifPresent(
                rule ->
                    wishes
                        .computeIfAbsent(name, n -> new ArrayList<>())
                        .add(new Wish(claim, rule)));
      }
    }
    return wishes;
  }

  /** Only who names a partition misses it: a glob is content with what there is. */
  private static boolean misses(Rule rule, String name) {
    return rule.state() == RuleState.LOADED && rule.match().names().contains(name);
  }

  /** The first rule whose family has the partition decides it. */
  private static Optional<Rule> decide(List<Family> families, String name) {
    return families.stream().filter(family -> family.has(name)).map(Family::rule).findFirst();
  }

  /** The partitions that a rule is about. */
  private record Family(Rule rule, Set<String> names) {
    Family(Rule rule) {
      this(rule, Set.copyOf(new HashSet<>(rule.match().names())));
    }

    boolean has(String name) {
      if (names.contains(name)) {
        return true;
      }
      // Rows without a partition name live there: only who names it can mean it.
      return !name.equals(Partition.DEFAULT_NAME)
          && rule.match().globs().stream().anyMatch(glob -> Glob.matches(glob, name))
          && rule.match().except().stream().noneMatch(glob -> Glob.matches(glob, name));
    }
  }
}
