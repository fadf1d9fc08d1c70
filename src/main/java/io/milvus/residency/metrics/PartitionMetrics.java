package io.milvus.residency.metrics;

import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.reconcile.ConnectionRef;
import io.milvus.residency.reconcile.PassResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The partitions of each collection, as the last passes have found them. A partition that several
 * policies decide counts once.
 */
final class PartitionMetrics {

  /** The limit of collections with series of their own: the first ones by name. */
  static final int COLLECTIONS = 300;

  private static final Comparator<Collection> BY_NAME =
      Comparator.comparing(Collection::endpoint)
          .thenComparing(Collection::database)
          .thenComparing(Collection::name);

  private final Gauges desired = gauge("desired", "Partitions that a policy wants loaded.");
  private final Gauges loaded = gauge("loaded", "Desired partitions that are loaded.");
  private final Gauges loading = gauge("loading", "Desired partitions that are loading.");
  private final Gauges missing = gauge("missing", "Desired partitions that do not exist.");
  private final Gauges blocked = gauge("blocked", "Partitions whose release waits for approval.");
  private final Gauges contested =
      gauge("contested", "Partitions that stay loaded because another policy wants them loaded.");

  /** A collection as its labels name it. */
  private record Collection(String endpoint, String database, String name) {

    static final Collection OTHER =
        new Collection(EndpointLabel.OTHER, EndpointLabel.OTHER, EndpointLabel.OTHER);

    static Collection of(PassResult result, PassOutcome.Planned planned) {
      ConnectionRef connection = result.policy().collectionRef().connection();
      return new Collection(connection.uri(), connection.database(), planned.observed().name());
    }
  }

  /** Counts the partitions of the last results. */
  PartitionMetrics(List<PassResult> results) {
    Map<Collection, List<PartitionPlan>> plans = new TreeMap<>(BY_NAME);
    for (PassResult result : results) {
      if (result.outcome() instanceof PassOutcome.Planned planned) {
        plans
            .computeIfAbsent(Collection.of(result, planned), c -> new ArrayList<>())
            .addAll(planned.policyPlan().partitionPlans());
      }
    }
    int own = 0;
    for (Map.Entry<Collection, List<PartitionPlan>> entry : plans.entrySet()) {
      count(entry.getValue(), own++ < COLLECTIONS ? entry.getKey() : Collection.OTHER);
    }
  }

  private void count(List<PartitionPlan> plans, Collection collection) {
    Map<String, LoadState> wanted = new HashMap<>();
    Set<String> waiting = new HashSet<>();
    Set<String> kept = new HashSet<>();
    for (PartitionPlan plan : plans) {
      if (plan.desired() == RuleState.LOADED) {
        wanted.put(plan.partition(), plan.actual());
      }
      if (plan.reason() == Reason.RELEASE_BLOCKED) {
        waiting.add(plan.partition());
      }
      if (plan.reason() == Reason.CONTESTED) {
        kept.add(plan.partition());
      }
    }
    add(desired, collection, wanted.size());
    add(loaded, collection, Collections.frequency(wanted.values(), LoadState.LOADED));
    add(loading, collection, Collections.frequency(wanted.values(), LoadState.LOADING));
    add(missing, collection, Collections.frequency(wanted.values(), LoadState.NOT_EXIST));
    add(blocked, collection, waiting.size());
    add(contested, collection, kept.size());
  }

  private static Gauges gauge(String state, String help) {
    return new Gauges("residency_partitions_" + state, help, "milvus", "database", "collection");
  }

  private static void add(Gauges gauge, Collection collection, int more) {
    gauge.add(more, collection.endpoint(), collection.database(), collection.name());
  }

  List<Gauges> gauges() {
    return List.of(desired, loaded, loading, missing, blocked, contested);
  }
}
