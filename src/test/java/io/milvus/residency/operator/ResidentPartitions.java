package io.milvus.residency.operator;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.operator.LifeJournal.Touch;
import io.milvus.residency.testkit.milvus.MilvusCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which partitions are loaded or loading at a moment, as far as journal and calls tell. */
record ResidentPartitions(LifeJournal journal, List<MilvusCall> calls) {

  static final String LOAD = "LoadPartitions";
  static final String RELEASE = "ReleasePartitions";

  /** A release by another client may come between the operator's read and its next call. */
  private static final Duration PASS = Duration.ofSeconds(15);

  /** A call that was given trouble may be carried out so much later. */
  private static final Duration LATE = Duration.ofSeconds(3);

  /** The time after which a requested load has begun. */
  private static final Duration BEGUN = Duration.ofMillis(500);

  /** Of two calls that are so far apart, both without trouble, the later one counts. */
  private static final Duration APART = Duration.ofMillis(300);

  /** A change, and how long it may have taken until Milvus made it. */
  private record Change(Instant at, Duration lag) {
    static Change of(MilvusCall call) {
      return new Change(call.at(), call.troubled() ? LATE : APART);
    }

    static Change of(Touch touch) {
      return new Change(touch.at(), APART);
    }

    Instant end() {
      return at.plus(lag);
    }
  }

  /** How many partitions but these can be resident for a pass that releases these. */
  long without(Collection<String> released, Instant at) {
    return known()
        .filter(partition -> !released.contains(partition))
        .filter(partition -> maybe(partition, at, PASS))
        .count();
  }

  /** Returns the partitions that can be resident. */
  Set<String> maybe(Instant at) {
    return known().filter(partition -> maybe(partition, at, Duration.ZERO)).collect(toSet());
  }

  private Stream<String> known() {
    return Stream.concat(
            journal.touches().stream().map(Touch::partition),
            calls.stream().flatMap(call -> call.partitions().stream()))
        .distinct();
  }

  private boolean maybe(String partition, Instant at, Duration stale) {
    Optional<Instant> loaded =
        Stream.concat(
                touches(partition, true).filter(touch -> !touch.at().isAfter(at)).map(Change::of),
                calls(LOAD, partition, at).map(Change::of))
            .map(Change::end)
            .max(Instant::compareTo);
    Optional<Instant> released =
        Stream.concat(
                touches(partition, false)
                    .map(Touch::at)
                    .filter(touch -> touch.isBefore(at.minus(stale))),
                calls(RELEASE, partition, at).filter(call -> !call.troubled()).map(MilvusCall::at))
            .max(Instant::compareTo);
    return loaded.filter(load -> released.filter(r -> r.isAfter(load)).isEmpty()).isPresent();
  }

  /** Returns whether a partition must be resident. */
  boolean surely(String partition, Instant at) {
    Instant begun = at.minus(BEGUN);
    Optional<Instant> loaded =
        Stream.concat(
                touches(partition, true).map(Touch::at).filter(touch -> touch.isBefore(begun)),
                calls(LOAD, partition, begun).filter(call -> !call.troubled()).map(MilvusCall::at))
            .max(Instant::compareTo);
    Optional<Instant> released =
        Stream.concat(
                touches(partition, false).filter(touch -> !touch.at().isAfter(at)).map(Change::of),
                calls(RELEASE, partition, at.plusNanos(1)).map(Change::of))
            .map(Change::end)
            .max(Instant::compareTo);
    return loaded.filter(load -> released.filter(r -> r.isAfter(load)).isEmpty()).isPresent();
  }

  /** When that may have changed, from one moment on and before another. */
  Stream<Instant> moments(Instant from, Instant to) {
    return Stream.concat(
            journal.touches().stream().map(Touch::at), calls.stream().map(MilvusCall::at))
        .filter(at -> !at.isBefore(from) && at.isBefore(to));
  }

  private Stream<Touch> touches(String partition, boolean load) {
    return journal.touches().stream()
        .filter(touch -> touch.partition().equals(partition) && touch.load() == load);
  }

  private Stream<MilvusCall> calls(String method, String partition, Instant at) {
    return calls.stream()
        .filter(call -> call.method().equals(method) && call.at().isBefore(at))
        .filter(call -> call.partitions().contains(partition));
  }
}
