package io.milvus.residency.kube;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.milvus.residency.api.PartitionLoadPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The policies that a watch has read, without a watch. */
final class StoredPolicies implements IndexerResourceCache<PartitionLoadPolicy> {

  private final Map<ResourceID, PartitionLoadPolicy> all = new ConcurrentHashMap<>();

  void put(PartitionLoadPolicy policy) {
    all.put(ResourceID.fromResource(policy), policy);
  }

  void remove(PartitionLoadPolicy policy) {
    all.remove(ResourceID.fromResource(policy));
  }

  @Override
  public Optional<PartitionLoadPolicy> get(ResourceID id) {
    return Optional.ofNullable(all.get(id));
  }

  @Override
  public Stream<ResourceID> keys() {
    return all.keySet().stream();
  }

  @Override
  public Stream<PartitionLoadPolicy> list(Predicate<PartitionLoadPolicy> predicate) {
    return all.values().stream().filter(predicate);
  }

  @Override
  public Stream<PartitionLoadPolicy> list(
      String namespace, Predicate<PartitionLoadPolicy> predicate) {
    return list(predicate).filter(p -> p.getMetadata().getNamespace().equals(namespace));
  }

  @Override
  public List<PartitionLoadPolicy> byIndex(String index, String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void addIndexers(Map<String, Function<PartitionLoadPolicy, List<String>>> indexers) {
    throw new UnsupportedOperationException();
  }
}
