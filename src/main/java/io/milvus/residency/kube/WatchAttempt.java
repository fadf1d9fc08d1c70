package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A watch that replaces the present one once it has begun.
 *
 * @param informer the informer of the object
 * @param begun completes when the object has been read, or could not be
 * @param since when the watch was started, by the monotonic clock, in nanoseconds
 * @param <T> the object
 */
record WatchAttempt<T extends HasMetadata>(
    SharedIndexInformer<T> informer, CompletableFuture<Void> begun, long since) {

  /**
   * Starts a watch.
   *
   * @param news is run, on a thread of the client, when the object may have changed
   */
  static <T extends HasMetadata> WatchAttempt<T> start(
      SharedIndexInformer<T> informer, Runnable news, long now) {
    informer.addEventHandler(new Handler<>(news));
    CompletableFuture<Void> begun = informer.start().toCompletableFuture();
    return new WatchAttempt<>(informer, begun, now);
  }

  /** Returns whether the watch has begun, has failed or has taken too long. */
  boolean over(long now, Duration longest) {
    return begun.isDone() || now - since >= longest.toNanos();
  }

  /** Returns whether the watch has begun. */
  boolean succeeded() {
    return begun.isDone() && !begun.isCompletedExceptionally();
  }

  /** Returns why the watch could not begin; empty if unknown. */
  Optional<Throwable> failure() {
    return begun.isCompletedExceptionally()
        ? Optional.of(begun.handle((done, e) -> e).join())
        : Optional.empty();
  }

  /** A handler that only signals a change, so that no thread of the client waits here. */
  private record Handler<T>(Runnable news) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      news.run();
    }

    @Override
    public void onUpdate(T before, T after) {
      news.run();
    }

    @Override
    public void onDelete(T object, boolean unknown) {
      news.run();
    }
  }
}
