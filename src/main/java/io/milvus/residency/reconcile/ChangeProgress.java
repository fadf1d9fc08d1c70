package io.milvus.residency.reconcile;

import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The progress of changes of a collection, which decides how soon the collection is read again:
 * after 50 ms at first, and less and less often the longer a read shows nothing new. Reads that
 * differ again and again become rarer, too.
 */
final class ChangeProgress {

  private static final Duration SHORTEST = Duration.ofMillis(50);

  /** The next read comes after this part of the time since the last read that differed. */
  private static final int PATIENCE = 4;

  /** The next read comes after this part of the time since the changes began, at least. */
  private static final int ENDURANCE = 40;

  private Optional<Instant> began = Optional.empty();
  private Instant progressed = Instant.MIN;
  private List<Partition> seen = List.of();

  /** Notes that no change is under way. */
  void rest() {
    began = Optional.empty();
  }

  /**
   * Returns the time until the next read while a change is under way.
   *
   * @param partitions the partitions as the last read shows them
   * @param steady the time by the steady clock
   */
  Duration nextRead(List<Partition> partitions, Instant steady) {
    if (began.isEmpty() || !partitions.equals(seen)) {
      progressed = steady;
    }
    began = Optional.of(began.orElse(steady));
    seen = partitions;
    Duration patience = Duration.between(progressed, steady).dividedBy(PATIENCE);
    Duration endurance = Duration.between(began.get(), steady).dividedBy(ENDURANCE);
    return longer(SHORTEST, longer(patience, endurance));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
