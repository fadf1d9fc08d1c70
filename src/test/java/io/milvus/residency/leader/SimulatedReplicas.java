package io.milvus.residency.leader;

import io.milvus.residency.leader.LeaseElection.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * A simulation of replicas and their API server. Each replica has a thread, but only one runs at a
 * time, and each wait is one of simulated time, so that a seed determines all that happens:
 * requests and answers that are late or lost, processes that freeze or die between any two steps,
 * clocks that are wrong, run too fast or slow, or are set, and people who delete the Lease.
 */
final class SimulatedReplicas {

  private static final long TROUBLE = Duration.ofMinutes(3).toMillis();
  private static final long CALM = Duration.ofMinutes(1).toMillis();
  private static final int REPLICAS = 3;

  private final int seed;
  private final Random random;
  private final LeaseObject object = new LeaseObject();
  private final List<Replica> replicas = new ArrayList<>();
  private final Set<String> leaders = new HashSet<>();
  private final Semaphore idle = new Semaphore(0);
  private final boolean deletes;
  private final List<Late> late = new ArrayList<>();
  private int names;
  private long now;
  private boolean over;

  SimulatedReplicas(int seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.deletes = random.nextInt(3) == 0;
    for (int i = 0; i < REPLICAS; i++) {
      replicas.add(new Replica());
    }
  }

  /** A request that arrives after its sender has given it up. */
  private record Late(long at, Supplier<Optional<LeaseRecord>> request) {}

  /** Ends a process at the end of its simulated life. */
  private static final class End extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A process, and those that come after it in its pod. */
  private final class Replica implements LeaseStore {
    private final Semaphore turn = new Semaphore(0);
    private final double speed = 0.9 + random.nextDouble() / 5;
    private long wallSet = random.nextInt(7_200_000) - 3_600_000L;
    private long wakes = random.nextInt(3000);
    private Optional<Leadership> leadership = Optional.empty();
    private final Thread thread = new Thread(this::run, "replica");

    private Instant steady() {
      return Instant.ofEpochMilli((long) (now * speed));
    }

    private Instant wall() {
      return Instant.ofEpochMilli(now + wallSet);
    }

    private void run() {
      try {
        turn.acquireUninterruptibly();
        while (!over) {
          process();
        }
      } catch (End e) {
        // The simulation is over.
      } finally {
        idle.release();
      }
    }

    /** Lives the life of one process. */
    private void process() {
      Leadership mine = Leadership.shared(this::steady, this::wall);
      leadership = Optional.of(mine);
      String name = "process-" + names++;
      LeaseElection election = new LeaseElection(this, name, mine, this::steady, this::wall);
      Position position = Position.FOLLOWING;
      while (position != Position.LOST) {
        if (trouble() && random.nextInt(60) == 0) {
          election = null;
          break;
        }
        if (trouble() && random.nextInt(40) == 0) {
          giveUp(mine, election);
          break;
        }
        try {
          position = election.attempt();
        } catch (IllegalStateException e) {
          position = mine.held() ? Position.LEADING : Position.FOLLOWING;
        }
        if (mine.held()) {
          leaders.add(name);
        }
        sleep(position == Position.LEADING ? 2000 : 1000);
      }
      // A process that dies does not close anything; the leadership dies with it.
      leadership = Optional.empty();
      sleep(random.nextInt(3000));
    }

    private void giveUp(Leadership mine, LeaseElection election) {
      try {
        if (mine.close(Duration.ZERO)) {
          election.giveUp();
        }
      } catch (IllegalStateException e) {
        // No answer: others wait.
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Optional<LeaseRecord> read() {
      return call(object::read);
    }

    @Override
    public Optional<LeaseRecord> create(LeaseRecord lease) {
      return call(() -> object.create(lease));
    }

    @Override
    public Optional<LeaseRecord> replace(LeaseRecord lease) {
      return call(() -> object.replace(lease));
    }

    private Optional<LeaseRecord> call(Supplier<Optional<LeaseRecord>> request) {
      boolean lostRequest = trouble() && random.nextInt(15) == 0;
      boolean lostAnswer = trouble() && random.nextInt(15) == 0;
      sleep(delay());
      if (lostRequest) {
        if (random.nextBoolean()) {
          late.add(new Late(now + random.nextInt(40_000), request));
        }
        sleep(3000);
        throw new IllegalStateException("no answer");
      }
      Optional<LeaseRecord> answer = request.get();
      sleep(delay());
      if (lostAnswer) {
        sleep(3000);
        throw new IllegalStateException("no answer");
      }
      return answer;
    }

    /** Waits; the process may be frozen for much longer than it wanted to wait. */
    private void sleep(long millis) {
      boolean frozen = trouble() && random.nextInt(60) == 0;
      wakes = now + millis + (frozen ? random.nextInt(40_000) : 0);
      if (trouble() && random.nextInt(200) == 0) {
        wallSet += random.nextInt(7_200_000) - 3_600_000L;
      }
      idle.release();
      turn.acquireUninterruptibly();
      if (over) {
        throw new End();
      }
    }
  }

  private boolean trouble() {
    return now < TROUBLE;
  }

  private long delay() {
    return random.nextInt(trouble() && random.nextInt(10) == 0 ? 3000 : 20);
  }

  /** Runs the simulation, and fails at the first moment with two leaders. */
  void live() {
    replicas.forEach(replica -> replica.thread.start());
    try {
      while (now < TROUBLE + CALM) {
        Replica next = replicas.stream().min(Comparator.comparingLong(r -> r.wakes)).orElseThrow();
        now = Math.max(now, next.wakes);
        arrive();
        if (deletes && trouble() && random.nextInt(100) == 0) {
          object.delete();
        }
        next.turn.release();
        idle.acquireUninterruptibly();
        if (held() > 1) {
          throw new AssertionError("two leaders at " + now + " ms of seed " + seed);
        }
      }
      if (held() != 1) {
        throw new AssertionError("no leader after a minute without trouble, seed " + seed);
      }
    } finally {
      over = true;
      for (Replica replica : replicas) {
        replica.turn.release();
        idle.acquireUninterruptibly();
      }
    }
  }

  private void arrive() {
    List<Late> arrived = late.stream().filter(request -> request.at() <= now).toList();
    for (Late request : arrived) {
      var unused = request.request().get();
    }
    late.removeAll(arrived);
  }

  private long held() {
    return replicas.stream()
        .filter(replica -> replica.leadership.filter(Leadership::held).isPresent())
        .count();
  }

  /** Returns how many processes have led. */
  int leaders() {
    return leaders.size();
  }
}
