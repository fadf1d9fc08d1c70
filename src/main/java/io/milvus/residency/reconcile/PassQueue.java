package io.milvus.residency.reconcile;

import io.milvus.residency.model.PolicyName;
import io.milvus.residency.reconcile.Clocks.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * At most one pass at a time over each approach, and one more after all that came meanwhile. Each
 * pass and each wake-up has a number, so that it is known which of them was first.
 */
final class PassQueue {

  /** Between the end of a pass and the next that nothing but time calls for. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Map<CollectionRef, Slot> queue = new HashMap<>();
  private long numbers;

  private static final class Slot {
    private Phase phase = Phase.RESTING;
    private final Map<PolicyName, Policy> asked = new HashMap<>();
    private boolean again;
    private long woken;
    private Instant began = Instant.MIN;
    private Instant earliest = Instant.MIN;
    private Optional<DueTime> due = Optional.empty();
  }

  private enum Phase {
    RESTING,
    QUEUED,
    RUNNING
  }

  /** Whether an approach has its turns, so that passes over it come by themselves. */
  synchronized boolean knows(CollectionRef collectionRef) {
    return queue.containsKey(collectionRef);
  }

  /**
   * Asks for a pass; whether the caller has to begin it. One that runs already is good enough if it
   * turns out to answer for the policy as it is now.
   */
  synchronized boolean request(CollectionRef collectionRef, Policy policy) {
    Slot turn = queue.computeIfAbsent(collectionRef, a -> new Slot());
    if (turn.phase == Phase.RUNNING) {
      turn.asked.put(policy.name(), policy);
    }
    return queue(turn);
  }

  /** Asks for a pass that begins after this moment; whether the caller has to begin it. */
  synchronized boolean wake(CollectionRef collectionRef) {
    Slot turn = queue.computeIfAbsent(collectionRef, a -> new Slot());
    turn.woken = ++numbers;
    turn.again = turn.phase == Phase.RUNNING;
    return queue(turn);
  }

  private static boolean queue(Slot turn) {
    if (turn.phase != Phase.RESTING) {
      return false;
    }
    turn.phase = Phase.QUEUED;
    return true;
  }

  /** Begins a pass, before anything is read for it, and gives it its number. */
  synchronized long begin(CollectionRef collectionRef, Instant steady) {
    Slot turn = queue.computeIfAbsent(collectionRef, a -> new Slot());
    turn.phase = Phase.RUNNING;
    turn.again = false;
    turn.asked.clear();
    turn.began = steady;
    return ++numbers;
  }

  /** Whether a pass knows of all that the approach was woken for. */
  synchronized boolean holds(CollectionRef collectionRef, long number) {
    Slot turn = queue.get(collectionRef);
    return turn == null || turn.woken < number;
  }

  /**
   * Ends a pass; whether the caller has to begin the next one at once.
   *
   * @param answered whether there is an answer for a policy as it is
   */
  synchronized boolean end(
      CollectionRef collectionRef, DueTime due, Predicate<Policy> answered, Instant steady) {
    Slot turn = queue.get(collectionRef);
    turn.phase = Phase.RESTING;
    turn.due = Optional.of(due);
    turn.earliest = steady.plus(PAUSE);
    boolean again = turn.again || !turn.asked.values().stream().allMatch(answered);
    return again && queue(turn);
  }

  /** The same for an approach that no policy takes any more, unless one came meanwhile. */
  synchronized boolean leave(CollectionRef collectionRef) {
    Slot turn = queue.get(collectionRef);
    turn.phase = Phase.RESTING;
    if (turn.again || !turn.asked.isEmpty()) {
      return queue(turn);
    }
    queue.remove(collectionRef);
    return false;
  }

  /** Gives up one that could not be begun, until later. */
  synchronized void dismiss(CollectionRef collectionRef, DueTime due) {
    Slot turn = queue.get(collectionRef);
    turn.phase = Phase.RESTING;
    turn.due = Optional.of(due);
  }

  /** Those whose time has come; the caller has to begin passes for them. */
  synchronized List<CollectionRef> due(Reading now) {
    List<CollectionRef> due = new ArrayList<>();
    queue.forEach(
        (collectionRef, turn) -> {
          boolean reached =
              !now.steady().isBefore(turn.earliest)
                  && turn.due.filter(d -> d.reached(now)).isPresent();
          if (reached && queue(turn)) {
            due.add(collectionRef);
          }
        });
    return due;
  }

  /** When the oldest pass that has not ended began, by the steady clock. */
  synchronized Optional<Instant> oldestRunning() {
    return queue.values().stream()
        .filter(turn -> turn.phase == Phase.RUNNING)
        .map(turn -> turn.began)
        .min(Instant::compareTo);
  }
}
