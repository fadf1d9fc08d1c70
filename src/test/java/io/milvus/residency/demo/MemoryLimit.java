package io.milvus.residency.demo;

import io.milvus.residency.testkit.ChildProcess;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A memory limit for a process, which kills the process as the kernel kills a container. It looks
 * at the anonymous memory ten times a second: the kernel can reclaim memory that is backed by
 * files, so it ends no container because of that.
 */
final class MemoryLimit implements AutoCloseable {

  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
  private volatile long peak;
  private volatile long peakThreads;

  /** Begins to watch a process, without a limit if there is none. */
  MemoryLimit(ChildProcess process, OptionalLong mebibytes) {
    var unused =
        watch.scheduleAtFixedRate(
            () -> look(process, mebibytes.orElse(Long.MAX_VALUE)), 0, 100, TimeUnit.MILLISECONDS);
  }

  private void look(ChildProcess process, long mebibytes) {
    if (!process.alive()) {
      return;
    }
    try {
      ProcessUsage now = ProcessUsage.of(process.pid());
      peak = Math.max(peak, now.anonymous());
      peakThreads = Math.max(peakThreads, now.threads());
    } catch (UncheckedIOException e) {
      return;
    }
    if (peak > mebibytes) {
      System.err.printf("The operator used %d MiB of %d: killing it.%n", peak, mebibytes);
      process.signal("KILL");
    }
  }

  /** Returns the largest anonymous memory seen, in MiB. */
  long peak() {
    return peak;
  }

  /** Returns the largest number of threads seen. */
  long peakThreads() {
    return peakThreads;
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
