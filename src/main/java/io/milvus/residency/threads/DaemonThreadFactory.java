package io.milvus.residency.threads;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates threads that do not keep the process from ending. */
public final class DaemonThreadFactory {

  private DaemonThreadFactory() {}

  /**
   * Creates the factory of a single thread, or of threads that replace each other.
   *
   * @param name the name of each thread
   */
  public static ThreadFactory named(String name) {
    return task -> daemon(task, name);
  }

  /**
   * Creates the factory of several threads.
   *
   * @param prefix the prefix of their names, followed by a number
   */
  public static ThreadFactory numbered(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> daemon(task, prefix + "-" + number.incrementAndGet());
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
