package io.milvus.residency.overview;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.overview.CollectionOverview.Residency;
import io.milvus.residency.overview.PartitionGroup.Wish;
import io.milvus.residency.rules.EvaluatedRule;
import io.milvus.residency.rules.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explains the partitions of a collection by the rules of its policies. */
final class ResidencyReading {

  private final List<Rules> policies;

  /** Creates the reader of a collection; lists of partitions are not read. */
  ResidencyReading(List<PolicyReading> policies, Instant now) {
    this.policies =
        policies.stream()
            .map(policy -> new Rules(policy, EvaluatedRule.all(policy.spec(), Map.of(), now)))
            .toList();
  }

  private record Rules(PolicyReading policy, List<EvaluatedRule> rules) {

    /** Returns what the first rule says that decides the partition. */
    Optional<Wish> wish(String partition) {
      for (EvaluatedRule rule : rules) {
        Optional<Want> want = rule.decide(partition).flatMap(EvaluatedRule.Decision::want);
        if (want.isPresent()) {
          return Optional.of(new Wish(policy.name(), rule.rule().name(), want.get()));
        }
      }
      return Optional.empty();
    }
  }

  private record Key(LoadState state, List<Wish> wishes) {}

  Residency of(ObservedCollection seen) {
    Map<Key, List<String>> groups = new LinkedHashMap<>();
    for (Partition partition : seen.partitions()) {
      List<Wish> wishes = new ArrayList<>();
      policies.forEach(rules -> rules.wish(partition.name()).ifPresent(wishes::add));
      groups
          .computeIfAbsent(new Key(partition.state(), wishes), key -> new ArrayList<>())
          .add(text(partition));
    }
    return new Residency(
        count(seen, LoadState.LOADED),
        count(seen, LoadState.LOADING),
        seen.partitions().size(),
        seen.live(),
        groups.entrySet().stream()
            .sorted(Comparator.comparing(group -> group.getKey().state(), residentFirst()))
            .map(
                group ->
                    new PartitionGroup(
                        group.getKey().state().toString(),
                        group.getKey().wishes(),
                        group.getValue()))
            .toList());
  }

  private static Comparator<LoadState> residentFirst() {
    return Comparator.reverseOrder();
  }

  private static String text(Partition partition) {
    String name = PlainText.of(partition.name());
    return partition.state() == LoadState.LOADING
        ? name + " (" + partition.progress() + "%)"
        : name;
  }

  private static int count(ObservedCollection seen, LoadState state) {
    return (int) seen.partitions().stream().filter(p -> p.state() == state).count();
  }
}
