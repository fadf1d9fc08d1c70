package io.milvus.residency.leader;

import io.milvus.residency.leader.LeaseElection.Position;
import io.milvus.residency.threads.DaemonThreadFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that renews the lease, or waits for it. It does nothing else, so that nothing else can
 * hold a renewal up.
 */
public final class LeaderElector implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaderElector.class);
  private static final Duration RENEWAL = Duration.ofSeconds(2);

  /** Shorter than the interval of renewals: a lease that was given up is to be taken soon. */
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Limits {@link #failures}, since errors may have numbers in their texts. */
  private static final int MOST_FAILURES = 10;

  /** The wait for changes under way before the lease is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final LeaseElection election;
  private final Leadership leadership;
  private final InstantSource steady;
  private final Runnable lost;
  private volatile Optional<Thread> thread = Optional.empty();
  private Position position = Position.FOLLOWING;

  /** The failures since the lease was last read and written, each text once. */
  private final Set<String> failures = new HashSet<>();

  private volatile Instant progressed;
  private volatile boolean closing;

  /**
   * Creates the elector; nothing is asked before {@link #start}.
   *
   * @param store the place of the lease, with connections of its own
   * @param identity the name of this process, which no other has ever had
   * @param steady the steady clock
   * @param wall the wall clock of this process
   * @param lost runs when another process may have led since this process has
   */
  public LeaderElector(
      LeaseStore store, String identity, InstantSource steady, InstantSource wall, Runnable lost) {
    this.leadership = Leadership.shared(steady, wall);
    this.election = new LeaseElection(store, identity, leadership, steady, wall);
    this.steady = steady;
    this.lost = lost;
    this.progressed = steady.instant();
  }

  /** Returns the leadership, which this elector extends. */
  public Leadership leadership() {
    return leadership;
  }

  /**
   * Begins to ask for the lease.
   *
   * @param leads runs when this process begins to lead, and when it leads again after a time in
   *     which it could not renew the lease
   */
  public synchronized void start(Runnable leads) {
    progressed = steady.instant();
    Thread started = DaemonThreadFactory.named("leader").newThread(() -> run(leads));
    started.start();
    thread = Optional.of(started);
  }

  /** Returns how long there was no attempt to take or renew the lease; zero before the start. */
  public Duration idle() {
    return thread.isPresent() ? Duration.between(progressed, steady.instant()) : Duration.ZERO;
  }

  private void run(Runnable leads) {
    try {
      while (!closing && position != Position.LOST) {
        attempt(leads);
        progressed = steady.instant();
        Thread.sleep((position == Position.LEADING ? RENEWAL : POLL).toMillis());
      }
    } catch (InterruptedException e) {
      LOG.debug("Stopped");
    }
  }

  private void attempt(Runnable leads) {
    try {
      if (position == Position.LEADING && !leadership.held()) {
        become(Position.FOLLOWING);
      }
      Position now = election.attempt();
      if (now == Position.LEADING && now != position && !begun(leads)) {
        return;
      }
      if (now != position) {
        become(now);
      }
      if (!failures.isEmpty()) {
        LOG.info("The lease can be read and written again.");
      }
      failures.clear();
    } catch (RuntimeException | Error e) {
      // Also an error: without this thread, this process could not lead again.
      failed("The lease can't be read or written", e);
    }
  }

  /** Begins what a leader does; if this fails, it is tried again after the next renewal. */
  private boolean begun(Runnable leads) {
    try {
      leads.run();
      return true;
    } catch (RuntimeException | Error e) {
      failed("This replica has the lease, but can't begin to lead", e);
      return false;
    }
  }

  private void failed(String what, Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String why = message == null || cause instanceof Error ? cause.toString() : message;
    if (failures.size() < MOST_FAILURES && failures.add(what + why)) {
      LOG.warn("{}, retrying: {}", what, why);
    }
  }

  private void become(Position now) {
    switch (now) {
      case LEADING -> LOG.info("This replica leads: it loads and releases partitions.");
      case FOLLOWING ->
          LOG.warn("The lease was not renewed in time: this replica changes nothing until it is.");
      case LOST -> {
        LOG.warn("Another replica has taken the lease.");
        lost.run();
      }
    }
    position = now;
  }

  /**
   * Ends the leadership, waits up to 5 s for changes under way, and gives the lease up if they have
   * ended. Otherwise the others wait until the lease has run out.
   */
  @Override
  public synchronized void close() {
    closing = true;
    try {
      if (leadership.close(PATIENCE)) {
        election.giveUp();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("The lease was not given up, so the next leader waits for it: {}", e.getMessage());
    }
    thread.ifPresent(Thread::interrupt);
  }
}
