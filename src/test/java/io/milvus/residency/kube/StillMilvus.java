package io.milvus.residency.kube;

import static java.util.stream.Collectors.toMap;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.milvus.ConnectionConfig;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusConnections;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A Milvus without a network in which nothing changes: any collection exists, with the same number
 * of partitions, all loaded. A name that was not read before is read into new objects, as from a
 * network.
 */
final class StillMilvus implements Milvus, MilvusConnections {

  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final long FIRST = 449_000_000_000_000_000L;

  private final int partitions;
  private final AtomicLong looks = new AtomicLong();

  StillMilvus(int partitions) {
    this.partitions = partitions;
  }

  /** Returns the number of reads so far. */
  long looks() {
    return looks.get();
  }

  @Override
  public Milvus to(ConnectionConfig config) {
    return this;
  }

  @Override
  public void retain(Set<ConnectionConfig> used) {}

  @Override
  public void close() {}

  @Override
  public ObservedCollection look(String collection, Optional<ObservedCollection> last) {
    looks.incrementAndGet();
    return last.orElseGet(
        () ->
            new ObservedCollection(
                new CollectionId(collection.hashCode(), CREATED),
                collection,
                false,
                IntStream.range(0, partitions)
                    .mapToObj(StillMilvus::partition)
                    .sorted(Comparator.comparing(Partition::name))
                    .toList(),
                Optional.of(new LoadSettings(1, List.of("default")))));
  }

  private static Partition partition(int number) {
    return new Partition(
        FIRST + number,
        "p_" + (20_260_000 + number),
        CREATED.plusSeconds(number),
        LoadState.LOADED,
        100);
  }

  @Override
  public Optional<CollectionId> find(String collection) {
    return Optional.of(look(collection, Optional.empty()).id());
  }

  @Override
  public List<String> collections() {
    return List.of();
  }

  @Override
  public Map<String, LoadState> loadStates(String collection, List<Partition> partitions) {
    return partitions.stream().collect(toMap(Partition::name, Partition::state));
  }

  @Override
  public Optional<MilvusException> lastLoadFailure(String collection, String partition) {
    return Optional.empty();
  }

  @Override
  public Set<Long> serving(String collection, List<Partition> partitions) {
    return Set.of();
  }

  @Override
  public Optional<Set<Long>> notServing(String collection, List<Partition> partitions) {
    return Optional.empty();
  }

  @Override
  public void load(
      String collection, List<String> partitions, LoadSettings settings, LoadPriority priority) {
    throw new IllegalStateException("all is loaded");
  }

  @Override
  public void release(String collection, List<String> partitions) {
    throw new IllegalStateException("nothing is to be released");
  }
}
