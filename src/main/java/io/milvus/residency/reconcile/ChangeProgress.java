package io.milvus.residency.reconcile;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The progress of changes of a collection, which decides how soon the collection is read again:
 * after 50 ms at first, and less and less often the longer no partition shows another state. Reads
 * that differ again and again become rarer, too, down to one in five seconds.
 */
final class ChangeProgress {

  private static final Duration SHORTEST = Duration.ofMillis(50);

  /** The next read comes after this part of the time since the last read that differed. */
  private static final int PATIENCE = 4;

  /** The next read comes after this part of the time since the changes began, at least. */
  private static final int ENDURANCE = 40;

  private static final Duration LONGEST_ENDURANCE = Duration.ofSeconds(5);

  private Optional<Instant> began = Optional.empty();
  private Instant progressed = Instant.MIN;
  private List<State> seen = List.of();

  /** A partition without the percentage, which may move with each read. */
  private record State(Long id, LoadState state) {}

  /** Notes that no change is under way. */
  void rest() {
    began = Optional.empty();
    seen = List.of();
  }

  /**
   * Returns the time until the next read while a change is under way.
   *
   * @param partitions the partitions as the last read shows them
   * @param steady the time by the steady clock
   */
  Duration nextRead(List<Partition> partitions, Instant steady) {
    List<State> states =
        partitions.stream().map(partition -> new State(partition.id(), partition.state())).toList();
    if (began.isEmpty() || !states.equals(seen)) {
      progressed = steady;
    }
    began = Optional.of(began.orElse(steady));
    seen = states;
    Duration patience = Duration.between(progressed, steady).dividedBy(PATIENCE);
    Duration endurance = Duration.between(began.get(), steady).dividedBy(ENDURANCE);
    return longer(SHORTEST, longer(patience, shorter(endurance, LONGEST_ENDURANCE)));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
