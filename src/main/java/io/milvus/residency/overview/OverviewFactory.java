package io.milvus.residency.overview;

import static java.util.Comparator.comparing;

import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.overview.MilvusObservation.Place;
import io.milvus.residency.overview.Overview.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A factory for the overview of policies. One policy never affects the others. */
public final class OverviewFactory {

  private final Instant now;
  private final Source source;
  private final OperatorState operator;
  private final MilvusObservation milvus;
  private final String kubectl;

  /**
   * Creates the factory.
   *
   * @param now the time when the policies were read, by the clock of the API server
   * @param source where they were read
   * @param operator what is known of the operator
   * @param milvus what was read from a Milvus
   * @param kubectl the options with which kubectl reaches this cluster, each after a blank
   */
  public OverviewFactory(
      Instant now,
      Source source,
      OperatorState operator,
      MilvusObservation milvus,
      String kubectl) {
    this.now = now;
    this.source = source;
    this.operator = operator;
    this.milvus = milvus;
    this.kubectl = kubectl;
  }

  /** The key of a collection at an address: its identity where known, otherwise its name. */
  private record Key(String database, Optional<CollectionId> identity, String name) {
    static Key of(PolicyReading policy) {
      Optional<CollectionId> identity = policy.identity();
      return new Key(policy.database(), identity, identity.isPresent() ? "" : policy.collection());
    }
  }

  /** Returns the collections that operators have found, by identity. */
  public static Map<CollectionId, Place> collections(Collection<PartitionLoadPolicy> policies) {
    Map<CollectionId, Place> collections = new LinkedHashMap<>();
    for (PartitionLoadPolicy resource : policies) {
      PolicyReading policy = PolicyReading.of(resource, Instant.EPOCH);
      policy
          .identity()
          .ifPresent(id -> collections.put(id, new Place(policy.database(), policy.collection())));
    }
    return collections;
  }

  /** Returns the overview of policies. */
  public Overview overview(Collection<PartitionLoadPolicy> policies) {
    Map<String, List<PolicyReading>> byAddress = new TreeMap<>();
    Map<Attention, Long> counts = new EnumMap<>(Attention.class);
    for (PartitionLoadPolicy resource : policies) {
      PolicyReading policy = PolicyReading.of(resource, now);
      byAddress.computeIfAbsent(policy.address(), a -> new ArrayList<>()).add(policy);
      counts.merge(policy.overview().state().attention(), 1L, Long::sum);
    }
    List<Notice> notices = new ArrayList<>();
    notices.add(operator.notice(now));
    milvus.notices().forEach(text -> notices.add(new Notice(false, PlainText.of(text))));
    return new Overview(
        now,
        source,
        notices,
        milvus.about().map(PlainText::of),
        counts,
        byAddress.entrySet().stream()
            .map(entry -> server(entry.getKey(), entry.getValue()))
            .sorted(comparing(ServerOverview::attention).thenComparing(ServerOverview::address))
            .toList());
  }

  private ServerOverview server(String address, List<PolicyReading> policies) {
    List<CollectionOverview> collections =
        byCollection(policies).stream()
            .map(this::collection)
            .sorted(
                comparing(CollectionOverview::attention)
                    .thenComparing(CollectionOverview::database)
                    .thenComparing(CollectionOverview::name))
            .toList();
    return new ServerOverview(
        address, collections.get(0).attention(), ServerHealth.of(policies), collections);
  }

  /** Groups policies; one whose collection was not found joins those that know the name. */
  private static Collection<List<PolicyReading>> byCollection(List<PolicyReading> policies) {
    Map<Place, Key> known = new HashMap<>();
    for (PolicyReading policy : policies) {
      if (policy.identity().isPresent()) {
        Key key = Key.of(policy);
        known.put(new Place(key.database(), policy.collection()), key);
        known.put(new Place(key.database(), policy.overview().declared().collection()), key);
      }
    }
    Map<Key, List<PolicyReading>> groups = new LinkedHashMap<>();
    for (PolicyReading policy : policies) {
      Key key =
          policy.identity().isPresent()
              ? Key.of(policy)
              : known.getOrDefault(
                  new Place(policy.database(), policy.collection()), Key.of(policy));
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(policy);
    }
    return groups.values();
  }

  private CollectionOverview collection(List<PolicyReading> unsorted) {
    List<PolicyReading> policies =
        unsorted.stream()
            .sorted(
                comparing((PolicyReading policy) -> policy.overview().state().attention())
                    .thenComparing(PolicyReading::name))
            .toList();
    PolicyReading known =
        policies.stream()
            .filter(policy -> policy.identity().isPresent())
            .findFirst()
            .orElse(policies.get(0));
    return new CollectionOverview(
        known.database(),
        known.collection(),
        policies.get(0).overview().state().attention(),
        Approvals.of(policies, kubectl),
        policies.stream().map(PolicyReading::overview).toList(),
        milvus.find(known.identity()).map(seen -> new ResidencyReading(policies, now).of(seen)));
  }
}
