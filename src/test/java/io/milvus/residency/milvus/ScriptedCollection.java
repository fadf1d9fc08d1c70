package io.milvus.residency.milvus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A collection of a {@link ScriptedMilvus}. */
final class ScriptedCollection {

  private static final AtomicLong IDS = new AtomicLong(447_000_000_000_000_000L);
  private static final int LOADED = 100;

  final long id = IDS.incrementAndGet();
  final long created = System.currentTimeMillis();
  final String name;
  final boolean partitionKey;
  boolean indexed;
  private final Map<String, Part> parts = new LinkedHashMap<>();

  ScriptedCollection(String name, boolean partitionKey) {
    this.name = name;
    this.partitionKey = partitionKey;
    add("_default");
  }

  /** A partition. */
  static final class Part {
    final long id = IDS.incrementAndGet();
    final long created = System.currentTimeMillis();
    final String name;
    private Optional<Integer> progress = Optional.empty();
    private int step;
    int rows;

    Part(String name) {
      this.name = name;
    }

    boolean resident() {
      return progress.isPresent();
    }

    /** How much of it is loaded; asking brings it forward. */
    int poll() {
      int now = progress.orElseThrow();
      progress = Optional.of(Math.min(LOADED, now + step));
      return now;
    }

    boolean started() {
      return progress.orElse(0) > 0;
    }

    /** Loads it in so many polls; the first one shows 0 percent. */
    void load(int polls) {
      if (!resident()) {
        progress = Optional.of(polls == 0 ? LOADED : 0);
        step = polls == 0 ? 0 : LOADED / polls;
      }
    }

    void release() {
      progress = Optional.empty();
    }
  }

  void add(String partition) {
    parts.put(partition, new Part(partition));
  }

  Collection<Part> all() {
    return parts.values();
  }

  /** Those of these names: all of them or none. */
  List<Part> named(List<String> names) {
    List<Part> named = new ArrayList<>();
    for (String partition : names) {
      if (!parts.containsKey(partition)) {
        throw Refusal.noPartition(partition);
      }
      named.add(parts.get(partition));
    }
    return named;
  }

  List<Part> resident() {
    return all().stream().filter(Part::resident).toList();
  }
}
