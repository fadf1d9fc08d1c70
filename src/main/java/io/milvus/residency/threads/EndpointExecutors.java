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
 * Threads, a few for each Milvus: one that does not answer keeps its own few waiting and no others.
 * A Milvus that nothing is done for takes up nothing.
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
   * Starts no thread yet.
   *
   * @param name what the threads are called
   * @param atOnce how many there are for each Milvus
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
   * Those of one Milvus.
   *
   * @return runs tasks in their order; throws {@link RejectedExecutionException} after the end
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

  /** A task has ended its thread. */
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

  /** Lets what runs end for a moment, then interrupts it. */
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
