package io.milvus.residency.threads;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Executors with a few threads for each Milvus, so that an unresponsive one blocks only its own
 * threads. All share a number of threads, because threads take memory. While none of these ends a
 * task, each Milvus that has no thread gets one of its own. An idle Milvus uses no resources.
 */
public final class EndpointExecutors implements AutoCloseable {

  private static final int SHARED = 32;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(5);

  /**
   * The time without the end of a task after which the shared threads count as blocked. Longer than
   * the first tasks after a start take.
   */
  private static final Duration BLOCKED = Duration.ofSeconds(1);

  private final int atOnce;
  private final int shared;
  private final Duration blocked;
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor checks;

  /** The bulkheads with tasks; first those that have waited longest for a thread. */
  private final Map<String, Bulkhead> busy = new LinkedHashMap<>();

  /** The threads that run, and those among them that have not taken a task yet. */
  private int running;

  private int starting;
  private boolean checking;
  private boolean ended;

  private static final class Bulkhead {
    private final String uri;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    private Bulkhead(String uri) {
      this.uri = uri;
    }

    /** Returns how many tasks may begin if so many may run at once. */
    private int ready(int atOnce) {
      return Math.max(0, Math.min(waiting.size(), atOnce - running));
    }
  }

  private record Claimed(Bulkhead bulkhead, Runnable task) {}

  /**
   * Creates executors that have not started a thread yet.
   *
   * @param name the prefix of the thread names
   * @param atOnce the maximum number of threads for each Milvus
   */
  public EndpointExecutors(String name, int atOnce) {
    this(
        atOnce,
        SHARED,
        BLOCKED,
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            DaemonThreadFactory.numbered(name)));
  }

  EndpointExecutors(int atOnce, int shared, Duration blocked, ThreadPoolExecutor threads) {
    this.atOnce = atOnce;
    this.shared = shared;
    this.blocked = blocked;
    this.threads = threads;
    this.checks = new ScheduledThreadPoolExecutor(1, DaemonThreadFactory.named("thread-check"));
  }

  /**
   * Returns the executor for one Milvus. It starts tasks in the order of their submission, and
   * throws {@link RejectedExecutionException} once this object is closed.
   */
  public Executor of(String uri) {
    return task -> submit(uri, task);
  }

  private synchronized void submit(String uri, Runnable task) {
    if (threads.isShutdown()) {
      throw new RejectedExecutionException("closed");
    }
    Bulkhead bulkhead = busy.computeIfAbsent(uri, Bulkhead::new);
    bulkhead.waiting.add(task);
    try {
      startThreads();
    } catch (RuntimeException | Error e) {
      // The threads that run take the task, if there are any.
      if (running == 0) {
        bulkhead.waiting.remove(task);
        removeIfIdle(bulkhead);
        throw e;
      }
    }
  }

  private int ready(int each) {
    return busy.values().stream().mapToInt(bulkhead -> bulkhead.ready(each)).sum();
  }

  private void startThreads() {
    while (running < shared && ready(atOnce) > starting) {
      startThread();
    }
    if (!checking && ready(1) > starting) {
      check();
    }
  }

  private void startThread() {
    threads.execute(this::work);
    running++;
    starting++;
  }

  private void check() {
    var unused = checks.schedule(this::helpIfBlocked, blocked.toMillis(), TimeUnit.MILLISECONDS);
    // Afterwards: if no thread could be started for the check, the next task tries again.
    checking = true;
    ended = false;
  }

  /** Starts a thread for each Milvus that has none, if the shared threads are blocked. */
  private synchronized void helpIfBlocked() {
    checking = false;
    try {
      while (!ended && ready(1) > starting) {
        startThread();
      }
    } finally {
      if (!threads.isShutdown() && ready(1) > starting) {
        check();
      }
    }
  }

  private void work() {
    Optional<Claimed> claimed = first();
    boolean done = false;
    try {
      while (claimed.isPresent()) {
        claimed.get().task().run();
        claimed = next(claimed.get().bulkhead());
      }
      done = true;
    } finally {
      if (!done) {
        stop(claimed.orElseThrow().bulkhead());
      }
    }
  }

  private synchronized Optional<Claimed> first() {
    starting--;
    return claim();
  }

  private synchronized Optional<Claimed> next(Bulkhead last) {
    end(last);
    return claim();
  }

  /** Ends a thread whose task has thrown an exception. */
  private synchronized void stop(Bulkhead last) {
    end(last);
    running--;
    startThreads();
  }

  private void end(Bulkhead bulkhead) {
    bulkhead.running--;
    ended = true;
    removeIfIdle(bulkhead);
  }

  /** Takes the next task; if there is none, the thread ends. */
  private Optional<Claimed> claim() {
    Optional<Bulkhead> next =
        firstReady(1).or(() -> running <= shared ? firstReady(atOnce) : Optional.empty());
    if (next.isEmpty() || threads.isShutdown()) {
      running--;
      return Optional.empty();
    }
    Bulkhead bulkhead = next.get();
    Claimed claimed = new Claimed(bulkhead, bulkhead.waiting.remove());
    bulkhead.running++;
    busy.remove(bulkhead.uri);
    busy.put(bulkhead.uri, bulkhead);
    try {
      startThreads();
    } catch (RuntimeException | Error e) {
      // No thread can be started; this one goes on, and takes the other tasks later.
      return Optional.of(claimed);
    }
    return Optional.of(claimed);
  }

  private Optional<Bulkhead> firstReady(int each) {
    return busy.values().stream().filter(bulkhead -> bulkhead.ready(each) > 0).findFirst();
  }

  private void removeIfIdle(Bulkhead bulkhead) {
    if (bulkhead.running == 0 && bulkhead.waiting.isEmpty()) {
      busy.remove(bulkhead.uri);
    }
  }

  /** Gives running tasks five seconds to end, then interrupts them. */
  @Override
  public void close() {
    threads.shutdown();
    checks.shutdownNow();
    try {
      if (!threads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
