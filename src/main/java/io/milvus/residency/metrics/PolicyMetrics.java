package io.milvus.residency.metrics;

import io.fabric8.kubernetes.api.model.Condition;
import io.milvus.residency.reconcile.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The policies by their condition Ready, as their statuses say at the time of a scrape. */
final class PolicyMetrics {

  /** The limit of namespaces with series of their own: the first ones by name. */
  static final int NAMESPACES = 100;

  private static final String UNKNOWN = "Unknown";

  private final Gauges policies =
      new Gauges(
          "residency_policies",
          "Policies by their condition Ready.",
          "policy_namespace",
          "ready",
          "reason");
  private final Gauges notReady =
      new Gauges(
          "residency_policy_not_ready_seconds",
          "How long the policy that has not been ready for longest has not been ready.",
          "policy_namespace",
          "reason");

  /** The condition Ready of a policy; Unknown before the first status. */
  private record Ready(String status, String reason, Optional<Instant> since) {

    static Ready of(Policy policy) {
      return policy.status().conditions().stream()
          .filter(condition -> condition.getType().equals("Ready"))
          .findFirst()
          .map(Ready::of)
          .orElse(new Ready(UNKNOWN, UNKNOWN, Optional.empty()));
    }

    private static Ready of(Condition condition) {
      return new Ready(condition.getStatus(), condition.getReason(), since(condition));
    }

    private static Optional<Instant> since(Condition condition) {
      try {
        return Optional.of(Instant.parse(condition.getLastTransitionTime()));
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }
  }

  /** Counts policies at some time. */
  PolicyMetrics(List<Policy> all, Instant now) {
    TreeSet<String> namespaces = new TreeSet<>();
    all.forEach(policy -> namespaces.add(policy.name().namespace()));
    Map<String, String> labels = new TreeMap<>();
    namespaces.stream().limit(NAMESPACES).forEach(name -> labels.put(name, name));
    for (Policy policy : all) {
      String namespace = labels.getOrDefault(policy.name().namespace(), EndpointLabel.OTHER);
      Ready ready = Ready.of(policy);
      policies.add(1, namespace, ready.status(), ready.reason());
      if (ready.status().equals("False")) {
        ready
            .since()
            .map(since -> Duration.between(since, now))
            .ifPresent(age -> notReady.max(PassMetrics.seconds(age), namespace, ready.reason()));
      }
    }
  }

  List<Gauges> gauges() {
    return List.of(policies, notReady);
  }
}
