package io.milvus.residency.reconcile;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Any number of Milvus servers without a network. Each collection exists and has one loaded
 * partition. Reading the collection "endless" overflows the stack, and "restless" has another id at
 * each read.
 */
final class ManyMilvus implements MilvusConnections {

  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicLong looks = new AtomicLong();
  private final Map<ConnectionConfig, Milvus> open = new ConcurrentHashMap<>();

  @Override
  public Milvus to(ConnectionConfig access) {
    return open.computeIfAbsent(access, a -> new One(a.uri()));
  }

  @Override
  public void retain(Set<ConnectionConfig> used) {
    open.keySet().retainAll(used);
  }

  /** Returns the number of open connections. */
  int open() {
    return open.size();
  }

  /** Returns the number of reads so far. */
  long looks() {
    return looks.get();
  }

  @Override
  public void close() {
    open.clear();
  }

  private final class One implements Milvus {
    private final String uri;

    private One(String uri) {
      this.uri = uri;
    }

    @Override
    public ObservedCollection look(String collection, Optional<ObservedCollection> last) {
      long look = looks.incrementAndGet();
      if (collection.equals("endless")) {
        throw new StackOverflowError();
      }
      long id = collection.equals("restless") ? look : (uri + collection).hashCode();
      return new ObservedCollection(
          new CollectionId(id, CREATED),
          collection,
          false,
          List.of(new Partition(id + 1, "a", CREATED, LoadState.LOADED, 100)),
          Optional.of(new LoadSettings(1, List.of())));
    }

    @Override
    public Optional<CollectionId> find(String collection) {
      return Optional.of(look(collection, Optional.empty()).id());
    }

    @Override
    public Map<String, LoadState> loadStates(String collection, List<Partition> partitions) {
      return partitions.stream().collect(toMap(Partition::name, p -> LoadState.LOADED));
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
    public List<String> collections() {
      return List.of();
    }

    @Override
    public Optional<Set<Long>> notServing(String collection, List<Partition> partitions) {
      return Optional.empty();
    }

    @Override
    public void load(
        String collection, List<String> partitions, LoadSettings settings, LoadPriority priority) {}

    @Override
    public void release(String collection, List<String> partitions) {}
  }
}
