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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A queue with at most one pass at a time for each collection reference, and one more for all
 * requests that came meanwhile. Passes and wake-ups are numbered in one sequence, so that their
 * order is known.
 */
final class PassQueue {

  /** The least time between the end of a pass and the next pass that the wall clock calls for. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** The jump of the wall clock from which on all due times are computed again. */
  private static final Duration JUMP = Duration.ofMillis(10);

  private final Map<CollectionRef, Slot> queue = new HashMap<>();
  private long numbers;

  /** The clocks when the due times were last computed by the steady clock. */
  private Reading computed = new Reading(Instant.EPOCH, Instant.EPOCH);

  /** When the timer next reads the due times, by the steady clock. */
  private Instant nextRead = Instant.MIN;

  /** A permit for each due time that was set since, and comes before that. */
  private final Semaphore dueBefore = new Semaphore(0);

  private static final class Slot {
    private Phase phase = Phase.RESTING;
    private final Map<PolicyName, Policy> asked = new HashMap<>();
    private boolean again;
    private long woken;
    private Instant began = Instant.MIN;
    private Instant earliest = Instant.MIN;
    private Optional<DueTime> due = Optional.empty();

    /** When the slot is due by the steady clock, unless the wall clock is set. */
    private Instant next = Instant.MAX;

    private void compute(Reading now) {
      next = due.map(d -> now.steady().plus(d.in(now, earliest))).orElse(Instant.MAX);
    }
  }

  private enum Phase {
    RESTING,
    QUEUED,
    RUNNING
  }

  /** Returns whether a reference is in the queue, so that its passes come automatically. */
  synchronized boolean knows(CollectionRef collectionRef) {
    return queue.containsKey(collectionRef);
  }

  /**
   * Requests a pass; returns true if the caller has to begin it. A running pass is enough if its
   * results cover the policy as it is now.
   */
  synchronized boolean request(CollectionRef collectionRef, Policy policy) {
    Slot slot = queue.computeIfAbsent(collectionRef, a -> new Slot());
    if (slot.phase == Phase.RUNNING) {
      slot.asked.put(policy.name(), policy);
    }
    return queue(slot);
  }

  /** Requests a pass that begins from now on; returns true if the caller has to begin it. */
  synchronized boolean wake(CollectionRef collectionRef) {
    Slot slot = queue.computeIfAbsent(collectionRef, a -> new Slot());
    slot.woken = ++numbers;
    slot.again = slot.phase == Phase.RUNNING;
    return queue(slot);
  }

  private static boolean queue(Slot slot) {
    if (slot.phase != Phase.RESTING) {
      return false;
    }
    slot.phase = Phase.QUEUED;
    return true;
  }

  /** Begins a pass, before anything is read for it, and returns its number. */
  synchronized long begin(CollectionRef collectionRef, Instant steady) {
    Slot slot = queue.computeIfAbsent(collectionRef, a -> new Slot());
    slot.phase = Phase.RUNNING;
    slot.again = false;
    slot.asked.clear();
    slot.began = steady;
    return ++numbers;
  }

  /** Returns whether a pass began after the last wake-up of the reference. */
  synchronized boolean holds(CollectionRef collectionRef, long number) {
    Slot slot = queue.get(collectionRef);
    return slot == null || slot.woken < number;
  }

  /**
   * Ends a pass; returns true if the caller has to begin the next pass at once.
   *
   * @param answered returns whether there is a result for a policy as it is
   */
  synchronized boolean end(
      CollectionRef collectionRef, DueTime due, Predicate<Policy> answered, Reading now) {
    Slot slot = queue.get(collectionRef);
    slot.earliest = now.steady().plus(PAUSE);
    rest(slot, due, now);
    boolean again = slot.again || !slot.asked.values().stream().allMatch(answered);
    return again && queue(slot);
  }

  /**
   * Ends a pass and removes its reference, which no policy uses any more; returns true if a policy
   * came meanwhile, so that the caller has to begin the next pass.
   */
  synchronized boolean leave(CollectionRef collectionRef) {
    Slot slot = queue.get(collectionRef);
    slot.phase = Phase.RESTING;
    if (slot.again || !slot.asked.isEmpty()) {
      return queue(slot);
    }
    queue.remove(collectionRef);
    return false;
  }

  /** Defers a pass that could not be begun. */
  synchronized void dismiss(CollectionRef collectionRef, DueTime due, Reading now) {
    rest(queue.get(collectionRef), due, now);
  }

  private void rest(Slot slot, DueTime due, Reading now) {
    slot.phase = Phase.RESTING;
    slot.due = Optional.of(due);
    slot.compute(now);
    if (slot.next.isBefore(nextRead)) {
      dueBefore.release();
    }
  }

  /** Returns the references that are due; the caller has to begin their passes. */
  synchronized List<CollectionRef> due(Reading now) {
    followWallClock(now);
    List<CollectionRef> due = new ArrayList<>();
    queue.forEach(
        (collectionRef, slot) -> {
          if (!slot.next.isAfter(now.steady()) && queue(slot)) {
            due.add(collectionRef);
          }
        });
    return due;
  }

  private void followWallClock(Reading now) {
    if (now.jumpSince(computed).abs().compareTo(JUMP) > 0) {
      computed = now;
      queue.values().forEach(slot -> slot.compute(now));
    }
  }

  /**
   * Waits until a reference is due.
   *
   * @param longest the longest wait; the wall clock may be set meanwhile
   */
  void awaitDue(Clocks clocks, Duration longest) throws InterruptedException {
    dueBefore.drainPermits();
    Duration wait = untilDue(clocks.read(), longest);
    var unused = dueBefore.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized Duration untilDue(Reading now, Duration longest) {
    followWallClock(now);
    nextRead = now.steady().plus(longest);
    for (Slot slot : queue.values()) {
      if (slot.phase == Phase.RESTING && slot.next.isBefore(nextRead)) {
        nextRead = slot.next;
      }
    }
    Duration wait = Duration.between(now.steady(), nextRead);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /** Returns whether no pass is running or waiting for a thread. */
  synchronized boolean atRest() {
    return queue.values().stream().allMatch(slot -> slot.phase == Phase.RESTING);
  }

  /** Returns how long the pass that waits for longest has been due, by the steady clock. */
  synchronized Duration overdue(Instant steady) {
    return queue.values().stream()
        .filter(slot -> slot.phase != Phase.RUNNING)
        .flatMap(slot -> slot.due.map(due -> Duration.between(due.age(), steady)).stream())
        .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  /** Returns when the oldest running pass began, by the steady clock. */
  synchronized Optional<Instant> oldestRunning() {
    return queue.values().stream()
        .filter(slot -> slot.phase == Phase.RUNNING)
        .map(slot -> slot.began)
        .min(Instant::compareTo);
  }
}
