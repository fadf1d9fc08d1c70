package io.milvus.residency.reconcile;

import io.milvus.residency.milvus.MilvusException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which servers do not answer. While that is known of one, it is asked now and then and not for
 * each of its collections, so that time-outs do not add up. Times are those of the steady clock.
 */
final class CircuitBreaker {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final Map<ConnectionRef, Outage> circuits = new ConcurrentHashMap<>();

  /**
   * That a server does not answer.
   *
   * @param tries how often in a row it did not
   * @param until when it is asked again
   * @param why what came of the last try
   */
  record Outage(int tries, Instant until, MilvusException why) {}

  /** Why a server is not to be asked now; empty if it may be. */
  Optional<Outage> of(ConnectionRef connectionRef, Instant now) {
    return Optional.ofNullable(circuits.get(connectionRef))
        .filter(outage -> now.isBefore(outage.until()));
  }

  /** Takes note of a failure: most are answers, too. */
  void failed(ConnectionRef connectionRef, MilvusException why, Instant now) {
    if (why.unanswered()) {
      circuits.compute(connectionRef, (w, before) -> next(before, why, now));
    } else {
      answered(connectionRef);
    }
  }

  /** Tries that ran at the same time count once. */
  private static Outage next(Outage before, MilvusException why, Instant now) {
    if (before != null && now.isBefore(before.until())) {
      return before;
    }
    int tries = before == null ? 1 : before.tries() + 1;
    // A single call may take too long on a server that is just busy.
    boolean busy = tries == 1 && why.timedOut();
    return new Outage(
        tries, busy ? now : now.plus(ExponentialBackoff.after(tries, FIRST, LONGEST)), why);
  }

  /** Takes note that it answers. */
  void answered(ConnectionRef connectionRef) {
    circuits.remove(connectionRef);
  }

  /** Forgets all but these. */
  void retain(Set<ConnectionRef> used) {
    circuits.keySet().retainAll(used);
  }
}
