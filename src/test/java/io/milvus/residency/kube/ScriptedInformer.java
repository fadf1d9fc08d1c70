package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Indexer;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An informer of one ConfigMap that a test controls; throws for calls that it does not support. */
final class ScriptedInformer {

  private final CompletableFuture<Void> begun = new CompletableFuture<>();
  private Optional<ConfigMap> object = Optional.empty();
  private Optional<ResourceEventHandler<ConfigMap>> handler = Optional.empty();
  private boolean watching;
  private boolean started;
  private boolean stopped;

  /** Lets the first read succeed. */
  void begins(ConfigMap shown) {
    object = Optional.of(shown);
    watching = true;
    begun.complete(null);
  }

  /** Refuses the first read. */
  void isRefused(int code) {
    begun.completeExceptionally(new KubernetesClientException("refused", code, null));
  }

  /** Never answers the first read. */
  void hangs() {
    watching = false;
  }

  void changes(ConfigMap shown) {
    object.ifPresentOrElse(
        before -> {
          object = Optional.of(shown);
          handler.orElseThrow().onUpdate(before, shown);
        },
        () -> {
          throw new IllegalStateException("there is nothing to change");
        });
  }

  void vanishes() {
    ConfigMap before = object.orElseThrow();
    object = Optional.empty();
    handler.orElseThrow().onDelete(before, false);
  }

  /** Drops the connection. */
  void breaks() {
    watching = false;
  }

  /** Restores the connection. */
  void goesOn() {
    watching = true;
  }

  /** Ends the informer for good, without a call of {@code stop}. */
  void stops() {
    watching = false;
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  @SuppressWarnings("unchecked")
  SharedIndexInformer<ConfigMap> proxy() {
    return (SharedIndexInformer<ConfigMap>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SharedIndexInformer.class},
            (proxy, method, arguments) -> answer(proxy, method, arguments));
  }

  @SuppressWarnings("unchecked")
  private Object answer(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "addEventHandler" -> {
        handler = Optional.of((ResourceEventHandler<ConfigMap>) arguments[0]);
        yield proxy;
      }
      case "start" -> start();
      case "stop" -> {
        stopped = true;
        yield null;
      }
      case "isRunning" -> started && !stopped;
      case "isWatching" -> watching;
      case "getStore" -> store();
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private CompletableFuture<Void> start() {
    if (stopped) {
      throw new IllegalStateException("Cannot restart a stopped informer");
    }
    started = true;
    return begun;
  }

  private Object store() {
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {Indexer.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("list")) {
            return List.copyOf(object.stream().toList());
          }
          throw new UnsupportedOperationException(method.toString());
        });
  }
}
