package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.milvus.residency.threads.DaemonThreadFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watches on objects, each by name, so that changes are known at once and nothing else is read.
 *
 * @param <N> the name of an object
 * @param <T> the objects
 */
final class WatchRegistry<N, T extends HasMetadata> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WatchRegistry.class);
  private static final Duration REFRESH = Duration.ofSeconds(2);

  private final String kind;
  private final Function<N, SharedIndexInformer<T>> informers;
  private final Consumer<N> changed;
  private final Map<N, ObjectWatch<T>> watches = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor background;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /**
   * Creates the registry; nothing is watched yet.
   *
   * @param kind the kind of the objects, for messages
   * @param informers makes an informer of a single object, not started
   * @param changed receives each object that was created, changed or deleted, that became
   *     unreadable or that is readable again
   */
  WatchRegistry(String kind, Function<N, SharedIndexInformer<T>> informers, Consumer<N> changed) {
    this.kind = kind;
    this.informers = informers;
    this.changed = changed;
    this.background =
        new ScheduledThreadPoolExecutor(1, DaemonThreadFactory.named("watched-" + kind));
  }

  /**
   * Returns an object as it is now, or empty if there is none.
   *
   * @throws UnreadableException if the object can't be read
   */
  Optional<T> get(N name) throws UnreadableException {
    ObjectWatch<T> watch = watches.computeIfAbsent(name, this::watch);
    schedule();
    return watch.get();
  }

  private ObjectWatch<T> watch(N name) {
    return new ObjectWatch<>(
        kind + " " + name,
        () -> informers.apply(name),
        () -> changed.accept(name),
        this::execute,
        System::nanoTime);
  }

  private void execute(Runnable task) {
    try {
      background.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("Change not reported, closed");
    }
  }

  /** Refreshes the watches once more in two seconds, if there are any. */
  private void schedule() {
    if (watches.isEmpty() || !scheduled.compareAndSet(false, true)) {
      return;
    }
    try {
      Future<?> unused =
          background.schedule(this::refresh, REFRESH.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Watches not refreshed, closed");
    }
  }

  private void refresh() {
    scheduled.set(false);
    watches.values().forEach(watch -> guarded(watch::refresh));
    schedule();
  }

  /** Logs a failure, so that the other objects are refreshed all the same. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("Failed to watch a {}, retrying", kind, e);
    }
  }

  /** Stops the watches on all other objects. */
  void retain(Set<N> used) {
    for (N name : Set.copyOf(watches.keySet())) {
      if (!used.contains(name)) {
        Optional.ofNullable(watches.remove(name)).ifPresent(ObjectWatch::close);
      }
    }
  }

  @Override
  public void close() {
    background.shutdown();
    retain(Set.of());
  }
}
