package io.milvus.residency.operator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * What one person did and when, and what of it the operator has told to have read.
 *
 * <p>The API server tells the operator of writes in their order. So at each moment it goes by what
 * was written up to some point, which is not before what it has told to have read and not after
 * what has been begun to be written.
 */
final class Journal {

  /** Names one version of one policy, also after that has been deleted and written anew. */
  record Version(String uid, long generation) {}

  /** Somebody loads or releases a partition behind the operator's back. */
  record Touch(Instant at, String partition, boolean load) {}

  private record Write(Instant begun, PolicySet after) {}

  private final List<Write> writes =
      new CopyOnWriteArrayList<>(List.of(new Write(Instant.EPOCH, PolicySet.EMPTY)));
  private final Map<Version, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<Version, Instant> read = new ConcurrentHashMap<>();
  private final List<Touch> touches = new CopyOnWriteArrayList<>();
  private final List<Instant> starts = new CopyOnWriteArrayList<>();

  /** Somebody begins to write or delete a policy. */
  void begin(Instant at, PolicySet after) {
    writes.add(new Write(at, after));
  }

  /** The last write has led to this version, unless that was there before. */
  void wrote(Version version) {
    numbers.putIfAbsent(version, writes.size() - 1);
  }

  /** The operator tells that it has read a version. */
  void read(Instant at, Version version) {
    read.putIfAbsent(version, at);
  }

  void touched(Touch touch) {
    touches.add(touch);
  }

  List<Touch> touches() {
    return touches;
  }

  /** The operator begins anew. */
  void started(Instant at) {
    starts.add(at);
  }

  /** What the operator may go by at a moment, oldest first. */
  List<PolicySet> inForce(Instant at) {
    int first =
        read.entrySet().stream()
            .filter(version -> !version.getValue().isAfter(at))
            .mapToInt(version -> numbers.getOrDefault(version.getKey(), 0))
            .max()
            .orElse(0);
    return writes.stream()
        .skip(first)
        .filter(write -> !write.begun().isAfter(at))
        .map(Write::after)
        .toList();
  }

  /** All that was ever written. */
  List<PolicySet> all() {
    return writes.stream().map(Write::after).toList();
  }

  PolicySet last() {
    return writes.get(writes.size() - 1).after();
  }

  /** When the operator that runs at a moment began. */
  Instant startBefore(Instant at) {
    return starts.stream()
        .filter(start -> !start.isAfter(at))
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  /** The moments at which what is in force may have changed. */
  List<Instant> moments() {
    return Stream.concat(writes.stream().map(Write::begun), read.values().stream())
        .sorted()
        .toList();
  }
}
