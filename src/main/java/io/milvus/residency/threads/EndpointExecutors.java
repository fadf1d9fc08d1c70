package io.milvus.residency.threads;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Executors with a few threads for each Milvus, so that an unresponsive one blocks only its own
 * threads. An idle Milvus uses no resources.
 */
public final class EndpointExecutors implements AutoCloseable {

  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final int atOnce;
  private final ThreadPoolExecutor threads;
  private final Map<String, Bulkhead> busy = new HashMap<>();

  private static final class Bulkhead {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;
  }

  /**
   * Creates executors that have not started a thread yet.
   *
   * @param name the prefix of the thread names
   * @param atOnce the maximum number of threads for each Milvus
   */
  public EndpointExecutors(String name, int atOnce) {
    this.atOnce = atOnce;
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

  private synchronized void submit(String uri, Runnable task) {
    Bulkhead bulkhead = busy.computeIfAbsent(uri, u -> new Bulkhead());
    bulkhead.waiting.add(task);
    if (bulkhead.running == atOnce) {
      return;
    }
    boolean started = false;
    try {
      start(uri, bulkhead);
      started = true;
    } finally {
      if (!started) {
        bulkhead.waiting.remove(task);
        busy.values().removeIf(l -> l.running == 0);
      }
    }
  }

  private void start(String uri, Bulkhead bulkhead) {
    threads.execute(() -> work(uri, bulkhead));
    bulkhead.running++;
  }

  private void work(String uri, Bulkhead bulkhead) {
    boolean done = false;
    try {
      for (Optional<Runnable> task = next(uri, bulkhead);
          task.isPresent();
          task = next(uri, bulkhead)) {
        task.get().run();
      }
      done = true;
    } finally {
      if (!done) {
        replace(uri, bulkhead);
      }
    }
  }

  private synchronized Optional<Runnable> next(String uri, Bulkhead bulkhead) {
    Optional<Runnable> task =
        threads.isShutdown() ? Optional.empty() : Optional.ofNullable(bulkhead.waiting.poll());
    if (task.isEmpty()) {
      ended(uri, bulkhead);
    }
    return task;
  }

  /** Replaces a thread that a task has ended by an exception. */
  private synchronized void replace(String uri, Bulkhead bulkhead) {
    if (bulkhead.waiting.isEmpty()) {
      ended(uri, bulkhead);
    } else {
      bulkhead.running--;
      start(uri, bulkhead);
    }
  }

  private void ended(String uri, Bulkhead bulkhead) {
    bulkhead.running--;
    if (bulkhead.running == 0) {
      busy.remove(uri);
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
