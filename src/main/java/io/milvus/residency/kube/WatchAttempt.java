package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A watch that is to replace the present one, once it has begun.
 *
 * @param informer watches the object
 * @param begun ends when the object has been read, or could not be
 * @param since when it was started, by the monotonic clock, in nanoseconds
 * @param <T> the object
 */
record WatchAttempt<T extends HasMetadata>(
    SharedIndexInformer<T> informer, CompletableFuture<Void> begun, long since) {

  /**
   * Starts one.
   *
   * @param news is run, on a thread of the client, when the object may have changed
   */
  static <T extends HasMetadata> WatchAttempt<T> start(
      SharedIndexInformer<T> informer, Runnable news, long now) {
    informer.addEventHandler(new Handler<>(news));
    CompletableFuture<Void> begun = informer.start().toCompletableFuture();
    return new WatchAttempt<>(informer, begun, now);
  }

  /** Returns whether it has begun or failed, or has taken too long. */
  boolean over(long now, Duration longest) {
    return begun.isDone() || now - since >= longest.toNanos();
  }

  /** Returns whether it shows the object. */
  boolean succeeded() {
    return begun.isDone() && !begun.isCompletedExceptionally();
  }

  /** Returns why it could not begin; empty if it does not say. */
  Optional<Throwable> failure() {
    return begun.isCompletedExceptionally()
        ? Optional.of(begun.handle((done, e) -> e).join())
        : Optional.empty();
  }

  /** Only says that there is something to see, so that no thread of the client waits here. */
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
