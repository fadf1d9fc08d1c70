package io.milvus.residency.reconcile;

import io.milvus.residency.milvus.MilvusException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The servers that do not answer. While a circuit is open, its server is called now and then and
 * not for each of its collections, so that timeouts do not add up. Times are of the steady clock.
 */
final class CircuitBreaker {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final Map<ConnectionRef, Outage> circuits = new ConcurrentHashMap<>();

  /**
   * The open circuit of a server.
   *
   * @param tries failed attempts in a row
   * @param until when the server is called again
   * @param why the failure of the last attempt
   */
  record Outage(int tries, Instant until, MilvusException why) {}

  /** Returns the open circuit of a server, or empty if calls to it are allowed. */
  Optional<Outage> of(ConnectionRef connectionRef, Instant now) {
    return Optional.ofNullable(circuits.get(connectionRef))
        .filter(outage -> now.isBefore(outage.until()));
  }

  /** Records a failed call; an error that the server has answered closes the circuit. */
  void failed(ConnectionRef connectionRef, MilvusException why, Instant now) {
    if (why.unanswered()) {
      circuits.compute(connectionRef, (w, before) -> next(before, why, now));
    } else {
      answered(connectionRef);
    }
  }

  /** Returns the circuit after a failure; attempts that ran at the same time count once. */
  private static Outage next(Outage before, MilvusException why, Instant now) {
    if (before != null && now.isBefore(before.until())) {
      return before;
    }
    int tries = before == null ? 1 : before.tries() + 1;
    // A single call may time out on a server that is only busy.
    boolean busy = tries == 1 && why.timedOut();
    return new Outage(
        tries, busy ? now : now.plus(ExponentialBackoff.after(tries, FIRST, LONGEST)), why);
  }

  /** Closes the circuit of a server that has answered. */
  void answered(ConnectionRef connectionRef) {
    circuits.remove(connectionRef);
  }

  /** Forgets all other servers. */
  void retain(Set<ConnectionRef> used) {
    circuits.keySet().retainAll(used);
  }
}
