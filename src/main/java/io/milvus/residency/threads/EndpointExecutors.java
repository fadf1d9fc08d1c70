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
  private final Map<String, Lane> busy = new HashMap<>();

  private static final class Lane {
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
    Lane lane = busy.computeIfAbsent(uri, u -> new Lane());
    lane.waiting.add(task);
    if (lane.running == atOnce) {
      return;
    }
    boolean started = false;
    try {
      start(uri, lane);
      started = true;
    } finally {
      if (!started) {
        lane.waiting.remove(task);
        busy.values().removeIf(l -> l.running == 0);
      }
    }
  }

  private void start(String uri, Lane lane) {
    threads.execute(() -> work(uri, lane));
    lane.running++;
  }

  private void work(String uri, Lane lane) {
    boolean done = false;
    try {
      for (Optional<Runnable> task = next(uri, lane); task.isPresent(); task = next(uri, lane)) {
        task.get().run();
      }
      done = true;
    } finally {
      if (!done) {
        replace(uri, lane);
      }
    }
  }

  private synchronized Optional<Runnable> next(String uri, Lane lane) {
    Optional<Runnable> task =
        threads.isShutdown() ? Optional.empty() : Optional.ofNullable(lane.waiting.poll());
    if (task.isEmpty()) {
      ended(uri, lane);
    }
    return task;
  }

  /** A task has ended its thread. */
  private synchronized void replace(String uri, Lane lane) {
    if (lane.waiting.isEmpty()) {
      ended(uri, lane);
    } else {
      lane.running--;
      start(uri, lane);
    }
  }

  private void ended(String uri, Lane lane) {
    lane.running--;
    if (lane.running == 0) {
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
