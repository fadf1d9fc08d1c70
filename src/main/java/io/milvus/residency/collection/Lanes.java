package io.milvus.residency.collection;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads, a few for each Milvus: one that does not answer keeps its own few waiting and no others.
 */
final class Lanes implements AutoCloseable {

  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final String name;
  private final int atOnce;
  private final Map<String, ThreadPoolExecutor> byUri = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();

  /**
   * Starts no thread yet.
   *
   * @param name what the threads are called
   * @param atOnce how many there are for each Milvus
   */
  Lanes(String name, int atOnce) {
    this.name = name;
    this.atOnce = atOnce;
  }

  /** Those of one Milvus. */
  ExecutorService of(String uri) {
    return byUri.computeIfAbsent(uri, u -> pool());
  }

  private ThreadPoolExecutor pool() {
    ThreadFactory threads =
        task -> {
          Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            threads);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Lets what runs end for a moment, then interrupts them. */
  @Override
  public void close() {
    byUri.values().forEach(ThreadPoolExecutor::shutdown);
    long deadline = System.nanoTime() + STOP.toNanos();
    for (ThreadPoolExecutor pool : byUri.values()) {
      try {
        if (!pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          pool.shutdownNow();
        }
      } catch (InterruptedException e) {
        pool.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }
}
