package io.milvus.residency.operator;

import io.milvus.residency.milvus.MilvusCall;
import io.milvus.residency.operator.Journal.Touch;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which partitions can have been loaded at a moment, as far as journal and calls tell. In doubt one
 * can have been.
 */
record Residents(Journal journal, List<MilvusCall> calls) {

  /** A release behind the operator's back may come between its look and what it does then. */
  private static final Duration PASS = Duration.ofSeconds(15);

  /** A call that was given trouble may be carried out so much later. */
  private static final Duration LATE = Duration.ofSeconds(3);

  /** How many partitions but these, which are being released. */
  long without(Collection<String> released, Instant at) {
    return Stream.concat(
            journal.touches().stream().map(Touch::partition),
            calls.stream().flatMap(call -> call.partitions().stream()))
        .distinct()
        .filter(partition -> !released.contains(partition))
        .filter(partition -> maybe(partition, at))
        .count();
  }

  private boolean maybe(String partition, Instant at) {
    Optional<Instant> loaded =
        last(
            Stream.concat(
                touches(partition, true).filter(touch -> !touch.isAfter(at)),
                calls("LoadPartitions", partition, at).map(MilvusCall::at)));
    Optional<Instant> released =
        last(
            Stream.concat(
                touches(partition, false).filter(touch -> touch.isBefore(at.minus(PASS))),
                calls("ReleasePartitions", partition, at)
                    .filter(call -> !call.troubled())
                    .map(MilvusCall::at)));
    return loaded
        .filter(load -> released.filter(r -> r.isAfter(load.plus(LATE))).isEmpty())
        .isPresent();
  }

  private Stream<Instant> touches(String partition, boolean load) {
    return journal.touches().stream()
        .filter(touch -> touch.partition().equals(partition) && touch.load() == load)
        .map(Touch::at);
  }

  private Stream<MilvusCall> calls(String method, String partition, Instant at) {
    return calls.stream()
        .filter(call -> call.method().equals(method) && call.at().isBefore(at))
        .filter(call -> call.partitions().contains(partition));
  }

  private static Optional<Instant> last(Stream<Instant> moments) {
    return moments.max(Instant::compareTo);
  }
}
