package io.milvus.residency.operator;

import io.milvus.residency.api.RuleState;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** All policies on a collection at one moment, and what they come to together. */
record PolicySet(Map<String, WrittenPolicy> policies) {

  static final PolicySet EMPTY = new PolicySet(Map.of());

  PolicySet {
    policies = Map.copyOf(policies);
  }

  PolicySet with(WrittenPolicy policy) {
    Map<String, WrittenPolicy> all = new TreeMap<>(policies);
    all.put(policy.name(), policy);
    return new PolicySet(all);
  }

  PolicySet without(String policy) {
    Map<String, WrittenPolicy> all = new TreeMap<>(policies);
    all.remove(policy);
    return new PolicySet(all);
  }

  /** Somebody who acts wants it loaded. */
  boolean loads(String partition) {
    return acts(partition, RuleState.LOADED);
  }

  /** Somebody who acts wants it released, and nobody at all wants it loaded. */
  boolean releases(String partition) {
    return acts(partition, RuleState.RELEASED)
        && policies.values().stream().noneMatch(p -> p.says(partition) == RuleState.LOADED);
  }

  private boolean acts(String partition, RuleState state) {
    return policies.values().stream().anyMatch(p -> p.acts() && p.says(partition) == state);
  }

  /** Somebody has an opinion on it, be it to ignore it. */
  boolean mentions(String partition) {
    return policies.values().stream()
        .flatMap(policy -> policy.rules().stream())
        .anyMatch(rule -> rule.isAbout(partition));
  }

  /** How long its release has to wait. */
  Duration delay(String partition) {
    return policies.values().stream()
        .filter(p -> p.acts() && p.says(partition) == RuleState.RELEASED)
        .map(WrittenPolicy::releaseDelay)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** How many stay loaded; one if nobody says. */
  int floor() {
    return policies.values().stream().mapToInt(WrittenPolicy::minResident).max().orElse(1);
  }
}
