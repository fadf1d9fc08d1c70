package io.milvus.residency.threads;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads that do not keep the process from ending. */
public final class DaemonThreadFactory {

  private DaemonThreadFactory() {}

  /**
   * Makes the factory of a single thread, or of one after the other.
   *
   * @param name the name of each thread
   */
  public static ThreadFactory named(String name) {
    return task -> daemon(task, name);
  }

  /**
   * Makes the factory of several threads.
   *
   * @param prefix the beginning of their names; a number follows
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
