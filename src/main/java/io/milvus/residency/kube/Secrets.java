package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.milvus.residency.collection.References;
import io.milvus.residency.collection.SecretName;
import io.milvus.residency.milvus.Credentials;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Watches the Secrets that policies refer to, each by its name and no others, so that a change is
 * known at once and nothing else is read.
 */
public final class Secrets implements References, AutoCloseable {

  private static final Duration FIRST_READ = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final Consumer<SecretName> changed;
  private final Map<SecretName, SharedIndexInformer<Secret>> watches = new ConcurrentHashMap<>();

  /**
   * Watches nothing yet.
   *
   * @param changed is told a Secret that has appeared, changed or gone
   */
  public Secrets(KubernetesClient client, Consumer<SecretName> changed) {
    this.client = client;
    this.changed = changed;
  }

  @Override
  public Credentials credentials(SecretName name) throws NotReadyException {
    SharedIndexInformer<Secret> watch = watches.computeIfAbsent(name, this::watch);
    try {
      watch.start().toCompletableFuture().get(FIRST_READ.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      stop(name);
      throw new NotReadyException(unreadable(name, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReadyException("The operator is stopping.");
    }
    Optional<Secret> secret = watch.getStore().list().stream().findFirst();
    if (secret.isEmpty()) {
      throw new NotReadyException("Secret " + name + " does not exist: create it.");
    }
    return read(name, Optional.ofNullable(secret.get().getData()).orElse(Map.of()));
  }

  private static String unreadable(SecretName name, Exception e) {
    boolean forbidden = e.getCause() instanceof KubernetesClientException k && k.getCode() == 403;
    return forbidden
        ? "The operator may not read Secret " + name + ": allow it to get, list and watch it."
        : "Secret " + name + " could not be read: the API server does not answer.";
  }

  private static Credentials read(SecretName name, Map<String, String> data)
      throws NotReadyException {
    Optional<String> token = value(data, "token");
    if (token.isPresent()) {
      return new Credentials.Token(token.get());
    }
    Optional<String> username = value(data, "username");
    Optional<String> password = value(data, "password");
    if (username.isEmpty() || password.isEmpty()) {
      throw new NotReadyException(
          "Secret " + name + " needs the key token, or the keys username and password.");
    }
    return new Credentials.UserPassword(username.get(), password.get());
  }

  /** Trailing line breaks come from files and editors and are never meant. */
  private static Optional<String> value(Map<String, String> data, String key) {
    return Optional.ofNullable(data.get(key))
        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
        .map(text -> text.replaceAll("[\\r\\n]+$", ""))
        .filter(text -> !text.isEmpty());
  }

  private SharedIndexInformer<Secret> watch(SecretName name) {
    SharedIndexInformer<Secret> watch =
        client.secrets().inNamespace(name.namespace()).withName(name.name()).runnableInformer(0);
    watch.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(Secret secret) {
            changed.accept(name);
          }

          @Override
          public void onUpdate(Secret before, Secret after) {
            if (!after
                .getMetadata()
                .getResourceVersion()
                .equals(before.getMetadata().getResourceVersion())) {
              changed.accept(name);
            }
          }

          @Override
          public void onDelete(Secret secret, boolean unknown) {
            changed.accept(name);
          }
        });
    return watch;
  }

  @Override
  public void retain(Set<SecretName> used) {
    watches.keySet().stream().filter(name -> !used.contains(name)).forEach(this::stop);
  }

  private void stop(SecretName name) {
    Optional.ofNullable(watches.remove(name)).ifPresent(SharedIndexInformer::stop);
  }

  @Override
  public void close() {
    retain(Set.of());
  }
}
