package io.milvus.residency.threads;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Executors with a few threads for each Milvus, so that an unresponsive one blocks only its own
 * threads, and a limit for all of them, because threads take memory. Those whose last task was slow
 * share one half of all threads, so that the others keep the other half. An idle Milvus uses no
 * resources.
 */
public final class EndpointExecutors implements AutoCloseable {

  private static final int IN_ALL = 32;
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Limits limits;
  private final ThreadPoolExecutor threads;
  private final Set<String> slow = new HashSet<>();
  private int running;
  private int runningSlow;

  /** The bulkheads with tasks; first those that have waited longest for a thread. */
  private final Map<String, Bulkhead> busy = new LinkedHashMap<>();

  private static final class Bulkhead {
    private final String uri;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    private Bulkhead(String uri) {
      this.uri = uri;
    }
  }

  /**
   * The limits of executors.
   *
   * @param each the maximum number of threads for each Milvus
   * @param all the maximum number of threads for all
   * @param slow how long a task takes that counts as slow
   */
  record Limits(int each, int all, Duration slow) {}

  /**
   * Creates executors that have not started a thread yet.
   *
   * @param name the prefix of the thread names
   * @param atOnce the maximum number of threads for each Milvus
   */
  public EndpointExecutors(String name, int atOnce) {
    this(name, new Limits(atOnce, IN_ALL, SLOW));
  }

  EndpointExecutors(String name, Limits limits) {
    this.limits = limits;
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            DaemonThreadFactory.numbered(name));
  }

  /**
   * Returns the executor for one Milvus. It starts tasks in the order of their submission, and
   * throws {@link RejectedExecutionException} once this object is closed.
   */
  public Executor of(String uri) {
    return task -> submit(uri, task);
  }

  /** Forgets which Milvus servers are slow, but for those in use. */
  public synchronized void retain(Set<String> uris) {
    slow.retainAll(uris);
  }

  private synchronized void submit(String uri, Runnable task) {
    if (threads.isShutdown()) {
      throw new RejectedExecutionException("closed");
    }
    Bulkhead bulkhead = busy.computeIfAbsent(uri, Bulkhead::new);
    bulkhead.waiting.add(task);
    boolean dispatched = false;
    try {
      dispatch();
      dispatched = true;
    } finally {
      if (!dispatched && bulkhead.waiting.remove(task)) {
        removeIfIdle(bulkhead);
      }
    }
  }

  private void dispatch() {
    for (Optional<Bulkhead> next = next(); next.isPresent(); next = next()) {
      start(next.get());
    }
  }

  private Optional<Bulkhead> next() {
    return running < limits.all()
        ? busy.values().stream().filter(this::mayStart).findFirst()
        : Optional.empty();
  }

  private boolean mayStart(Bulkhead bulkhead) {
    return !bulkhead.waiting.isEmpty()
        && bulkhead.running < limits.each()
        && (runningSlow < limits.all() / 2 || !slow.contains(bulkhead.uri));
  }

  private void start(Bulkhead bulkhead) {
    Runnable task = bulkhead.waiting.element();
    boolean countsAsSlow = slow.contains(bulkhead.uri);
    threads.execute(() -> run(bulkhead, task, countsAsSlow));
    bulkhead.waiting.remove();
    bulkhead.running++;
    running++;
    runningSlow += countsAsSlow ? 1 : 0;
    busy.remove(bulkhead.uri);
    busy.put(bulkhead.uri, bulkhead);
  }

  private void run(Bulkhead bulkhead, Runnable task, boolean countsAsSlow) {
    long began = System.nanoTime();
    try {
      task.run();
    } finally {
      ended(bulkhead, countsAsSlow, Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private synchronized void ended(Bulkhead bulkhead, boolean countsAsSlow, Duration took) {
    bulkhead.running--;
    running--;
    runningSlow -= countsAsSlow ? 1 : 0;
    if (took.compareTo(limits.slow()) < 0) {
      slow.remove(bulkhead.uri);
    } else {
      slow.add(bulkhead.uri);
    }
    removeIfIdle(bulkhead);
    if (!threads.isShutdown()) {
      dispatch();
    }
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
