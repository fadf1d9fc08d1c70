package io.milvus.residency.leader;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The rules of the election. The holder may act until 10 s after the start of its last renewal;
 * others take the lease when they have seen it unchanged for 15 s. Both are measured by the steady
 * clock of the process concerned, so the clocks need only run at about the same speed.
 */
final class LeaseElection {

  /** How long others leave the lease alone after each change that they see. */
  static final Duration LEASE = Duration.ofSeconds(15);

  /** How long the holder may act after the start of a renewal. */
  static final Duration ACT = Duration.ofSeconds(10);

  /**
   * How long a lease that was given up has to be seen so, if it was not seen before. Longer than a
   * holder needs to notice that somebody else has written the lease, for example from a backup.
   */
  static final Duration SURE = Duration.ofSeconds(5);

  private final LeaseStore store;
  private final String identity;
  private final Leadership leadership;
  private final InstantSource steady;
  private final InstantSource wall;

  /** The lease as this process wrote it last. */
  private Optional<LeaseRecord> own = Optional.empty();

  /** The lease as the API server last confirmed it, and as this process last tried to write it. */
  private Optional<LeaseRecord> confirmed = Optional.empty();

  private Optional<LeaseRecord> attempted = Optional.empty();
  private Optional<Sighting> seen = Optional.empty();

  /** The earliest time to act. */
  private Instant earliest = Instant.MIN;

  private boolean led;
  private boolean closed;

  /** The position of this process. */
  enum Position {
    FOLLOWING,
    LEADING,
    /** Another process holds the lease, or may have held it since this process acted. */
    LOST
  }

  private record Sighting(LeaseRecord lease, Instant first) {}

  /**
   * Creates the election; nothing is asked yet.
   *
   * @param identity the name of this process, which no other has ever had
   */
  LeaseElection(
      LeaseStore store,
      String identity,
      Leadership leadership,
      InstantSource steady,
      InstantSource wall) {
    this.store = store;
    this.identity = identity;
    this.leadership = leadership;
    this.steady = steady;
    this.wall = wall;
  }

  /**
   * Renews the lease, or takes it if it is free.
   *
   * @throws RuntimeException if the API server does not answer, or refuses; nothing is known then
   */
  synchronized Position attempt() {
    if (closed) {
      return Position.FOLLOWING;
    }
    if (own.isPresent()) {
      LeaseRecord last = own.get();
      // If there is no answer, only a read can tell the version.
      own = Optional.empty();
      if (write(last.renewed(LEASE, now()))) {
        return position();
      }
    }
    Instant asked = steady.instant();
    Optional<LeaseRecord> lease = store.read();
    if (lease.isEmpty()) {
      return create();
    }
    LeaseRecord now = lease.get();
    boolean holds = now.holder().equals(identity);
    if (led && !(holds && (leadership.held() || wroteLast(now)))) {
      leadership.lose();
      return Position.LOST;
    }
    if (holds) {
      if (!led && (now.transitions() == 0 || !wroteLast(now))) {
        // This process has created the lease without an answer, or somebody else has written it.
        waitOut();
      }
      write(now.renewed(LEASE, now()));
    } else if (givenUp(now) || unchanged(now, asked)) {
      write(now.taken(identity, LEASE, now()));
    }
    return position();
  }

  /** Returns whether nobody else has written the lease since this process has. */
  private boolean wroteLast(LeaseRecord lease) {
    return confirmed.filter(last -> last.version().equals(lease.version())).isPresent()
        || attempted.filter(last -> last.renewed().equals(lease.renewed())).isPresent();
  }

  /** Returns whether the holder that was seen last has given the lease up. */
  private boolean givenUp(LeaseRecord lease) {
    return seen.filter(sighting -> lease.gaveUp(sighting.lease())).isPresent();
  }

  /** Returns whether the lease was seen as it is for as long as its holder relies on it. */
  private boolean unchanged(LeaseRecord lease, Instant asked) {
    if (seen.filter(sighting -> sighting.lease().equals(lease)).isEmpty()) {
      seen = Optional.of(new Sighting(lease, steady.instant()));
      return false;
    }
    Duration longer = lease.duration().compareTo(LEASE) > 0 ? lease.duration() : LEASE;
    Duration wait = lease.free() ? SURE : longer;
    return !asked.isBefore(seen.get().first().plus(wait));
  }

  private Position create() {
    if (led) {
      leadership.lose();
      return Position.LOST;
    }
    own = store.create(LeaseRecord.first(identity, LEASE, now()));
    waitOut();
    return position();
  }

  /** Waits after the creation of the lease: a holder whose lease was deleted may still act. */
  private void waitOut() {
    earliest = steady.instant().plus(LEASE);
  }

  private boolean write(LeaseRecord lease) {
    Instant start = steady.instant();
    Instant wallStart = wall.instant();
    attempted = Optional.of(lease);
    own = store.replace(lease);
    confirmed = own.or(() -> confirmed);
    if (own.isPresent() && !start.isBefore(earliest)) {
      leadership.extend(start.plus(ACT), wallStart.plus(ACT));
      led = true;
    }
    return own.isPresent();
  }

  private Position position() {
    return leadership.held() ? Position.LEADING : Position.FOLLOWING;
  }

  /**
   * Gives the lease up, if this process holds it, so that another can take it at once. A process
   * that still waits before it may lead keeps the lease: others must wait, too.
   */
  synchronized void giveUp() {
    closed = true;
    if (!led) {
      return;
    }
    if (own.isEmpty()) {
      own = store.read().filter(lease -> lease.holder().equals(identity));
    }
    own.ifPresent(lease -> store.replace(lease.givenUp(now())));
    own = Optional.empty();
  }

  private String now() {
    return wall.instant().toString();
  }
}
