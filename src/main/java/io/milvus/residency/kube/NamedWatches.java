package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Watches objects, each by its name and no others, so that a change is known at once and nothing
 * else is read.
 *
 * @param <N> names an object
 * @param <T> the objects
 */
final class NamedWatches<N, T extends HasMetadata> {

  private static final Duration FIRST_READ = Duration.ofSeconds(5);

  private final String kind;
  private final Function<N, SharedIndexInformer<T>> informers;
  private final Consumer<N> changed;
  private final Map<N, SharedIndexInformer<T>> watches = new ConcurrentHashMap<>();

  /**
   * Watches nothing yet.
   *
   * @param kind what the objects are called, for people
   * @param informers makes an informer of a single object, not started
   * @param changed is told an object that has appeared, changed or gone
   */
  NamedWatches(String kind, Function<N, SharedIndexInformer<T>> informers, Consumer<N> changed) {
    this.kind = kind;
    this.informers = informers;
    this.changed = changed;
  }

  /** An object that can't be read, with why in a line for people. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  /**
   * An object as it is now; empty if there is none.
   *
   * @throws UnreadableException if that can't be known
   */
  Optional<T> get(N name) throws UnreadableException {
    SharedIndexInformer<T> watch = watches.computeIfAbsent(name, this::watch);
    try {
      watch.start().toCompletableFuture().get(FIRST_READ.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      stop(name);
      throw new UnreadableException(why(name, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreadableException("The operator is stopping.");
    }
    return watch.getStore().list().stream().findFirst();
  }

  private String why(N name, Exception e) {
    boolean forbidden = e.getCause() instanceof KubernetesClientException k && k.getCode() == 403;
    return forbidden
        ? "The operator may not read " + kind + " " + name + ": allow it to list and watch it."
        : kind + " " + name + " could not be read: the API server does not answer.";
  }

  private SharedIndexInformer<T> watch(N name) {
    SharedIndexInformer<T> watch = informers.apply(name);
    watch.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(T object) {
            changed.accept(name);
          }

          @Override
          public void onUpdate(T before, T after) {
            if (!after
                .getMetadata()
                .getResourceVersion()
                .equals(before.getMetadata().getResourceVersion())) {
              changed.accept(name);
            }
          }

          @Override
          public void onDelete(T object, boolean unknown) {
            changed.accept(name);
          }
        });
    return watch;
  }

  /** Stops watching all but these. */
  void retain(Set<N> used) {
    watches.keySet().stream().filter(name -> !used.contains(name)).forEach(this::stop);
  }

  private void stop(N name) {
    Optional.ofNullable(watches.remove(name)).ifPresent(SharedIndexInformer::stop);
  }
}
