package io.milvus.residency.demo;

import io.milvus.residency.testkit.MilvusUser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Releases partitions as another client, evenly over two intervals because collections may be
 * looked at at the same time, and measures how soon the operator loads them again. Each partition
 * is released once, so that none of them is a drift conflict.
 */
final class DriftMeasurement {

  /** The time between two looks at all released partitions, by one call each. */
  private static final Duration POLL = Duration.ofMillis(100);

  private final ScaleMilvus milvus;
  private final Duration interval;
  private final List<Target> targets;
  private final ConcurrentLinkedQueue<Release> open = new ConcurrentLinkedQueue<>();
  private final List<Correction> corrections = new ArrayList<>();

  /** A partition to release. */
  private record Target(int collection, String partition) {
    private String state(ScaleMilvus milvus) {
      return milvus.user(collection).loadState(ScaleScene.collection(collection), partition);
    }
  }

  /** A partition that has been released. */
  private static final class Release {
    private final Target target;
    private final Instant at;
    private Duration requested = Duration.ZERO;

    private Release(Target target, Instant at) {
      this.target = target;
      this.at = at;
    }
  }

  /**
   * The correction of a partition by the operator.
   *
   * @param requested from the release until the partition is loading or loaded
   * @param loaded from the release until the partition is loaded
   */
  record Correction(Duration requested, Duration loaded) {}

  /**
   * Creates the measurement.
   *
   * @param interval the interval of the policies
   * @param most the number of releases; fewer if there are fewer loaded partitions
   */
  DriftMeasurement(ScaleMilvus milvus, ScaleSize size, Duration interval, int most) {
    this.milvus = milvus;
    this.interval = interval;
    List<String> loaded = size.loaded();
    int collections = size.collections();
    this.targets =
        IntStream.range(0, Math.min(most, collections * loaded.size()))
            .mapToObj(i -> new Target(i % collections, loaded.get(i / collections)))
            .toList();
  }

  /** Returns the number of releases. */
  int size() {
    return targets.size();
  }

  /**
   * Measures; returns in any order.
   *
   * @param alive whether the operator runs
   */
  List<Correction> run(BooleanSupplier alive) {
    Instant end = Instant.now().plus(interval.multipliedBy(6));
    ScheduledExecutorService user = Executors.newSingleThreadScheduledExecutor();
    try {
      List<Future<?>> releases = new ArrayList<>();
      long gap = interval.multipliedBy(2).dividedBy(targets.size()).toMillis();
      for (Target target : targets) {
        long delay = gap * releases.size();
        releases.add(user.schedule(() -> release(target), delay, TimeUnit.MILLISECONDS));
      }
      while (corrections.size() < targets.size()) {
        poll();
        releases.stream().filter(Future::isDone).forEach(DriftMeasurement::check);
        if (!alive.getAsBoolean() || Instant.now().isAfter(end)) {
          throw new StepFailed(
              "%d of %d releases were not corrected"
                  .formatted(targets.size() - corrections.size(), targets.size()));
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
      return List.copyOf(corrections);
    } finally {
      user.shutdownNow();
    }
  }

  private void release(Target target) {
    MilvusUser user = milvus.user(target.collection());
    user.release(ScaleScene.collection(target.collection()), target.partition());
    open.add(new Release(target, Instant.now()));
  }

  private static void check(Future<?> release) {
    try {
      release.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The release failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void poll() {
    for (Iterator<Release> releases = open.iterator(); releases.hasNext(); ) {
      Release release = releases.next();
      String state = release.target.state(milvus);
      Duration after = Duration.between(release.at, Instant.now());
      if (release.requested.isZero() && !state.equals("NotLoad")) {
        release.requested = after;
      }
      if (state.equals("Loaded")) {
        corrections.add(new Correction(release.requested, after));
        releases.remove();
      }
    }
  }
}
