package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.Tls;
import io.milvus.residency.reconcile.CredentialSource;
import io.milvus.residency.reconcile.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A reader of credentials and certificates in the Secrets that policies refer to. */
public final class SecretReader implements CredentialSource, AutoCloseable {

  private static final String OPAQUE = "Opaque";
  private static final List<String> CREDENTIALS = List.of(OPAQUE, "kubernetes.io/basic-auth");
  private static final List<String> CERTIFICATES = List.of(OPAQUE, "kubernetes.io/tls");

  private final WatchRegistry<NamespacedName, Secret> watches;

  /** The last certificates of each Secret; each pass needs them, and parsing takes milliseconds. */
  private final Map<NamespacedName, Read> read = new ConcurrentHashMap<>();

  private record Read(Map<String, String> data, Tls tls) {
    @Override
    public String toString() {
      return "Read[…]";
    }
  }

  /**
   * Creates the reader; nothing is watched yet.
   *
   * @param changed receives each Secret that has changed, became unreadable or is readable again
   */
  public SecretReader(KubernetesClient client, Consumer<NamespacedName> changed) {
    this.watches =
        new WatchRegistry<>(
            "Secret",
            name ->
                client
                    .secrets()
                    .inNamespace(name.namespace())
                    .withName(name.name())
                    // A list with a limit reads the current state, not the API server's cache.
                    .withLimit(1L)
                    .runnableInformer(0),
            changed);
  }

  /**
   * Returns the data of a Secret that has one of the given types. Other Secrets are not meant for
   * Milvus, and anyone who may write policies could have them sent to any address.
   */
  private Map<String, String> data(NamespacedName name, List<String> types)
      throws NotReadyException {
    Optional<Secret> secret;
    try {
      secret = watches.get(name);
    } catch (UnreadableException e) {
      throw new NotReadyException(e.getMessage());
    }
    if (secret.isEmpty()) {
      throw new NotReadyException("Secret " + name + " does not exist: create it.");
    }
    String type = Optional.ofNullable(secret.get().getType()).orElse(OPAQUE);
    if (!types.contains(type)) {
      throw new NotReadyException(
          "Secret "
              + name
              + " is of type "
              + type
              + " and is not used: create one of type "
              + String.join(" or ", types)
              + ".");
    }
    return Optional.ofNullable(secret.get().getData()).orElse(Map.of());
  }

  @Override
  public Credentials credentials(NamespacedName name) throws NotReadyException {
    Map<String, String> data = data(name, CREDENTIALS);
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

  @Override
  public Tls tls(NamespacedName name) throws NotReadyException {
    Map<String, String> data = data(name, CERTIFICATES);
    Read last = read.get(name);
    if (last != null && last.data().equals(data)) {
      return last.tls();
    }
    Tls tls = tls(name, data);
    read.put(name, new Read(data, tls));
    return tls;
  }

  private static Tls tls(NamespacedName name, Map<String, String> data) throws NotReadyException {
    Optional<String> ca = value(data, "ca.crt");
    Optional<String> certificate = value(data, "tls.crt");
    Optional<String> key = value(data, "tls.key");
    if (certificate.isPresent() != key.isPresent()) {
      throw new NotReadyException("Secret " + name + " needs both tls.crt and tls.key, or none.");
    }
    if (ca.isEmpty() && key.isEmpty()) {
      throw new NotReadyException(
          "Secret " + name + " needs the key ca.crt, or the keys tls.crt and tls.key.");
    }
    Tls tls =
        new Tls(
            ca, certificate.flatMap(c -> key.map(k -> new Tls.Identity(c, k))), Optional.empty());
    Optional<String> problem = tls.problem();
    if (problem.isPresent()) {
      throw new NotReadyException("Secret " + name + ": " + problem.get() + ".");
    }
    return tls;
  }

  /** Strips trailing line breaks, which come from files and editors and are never intended. */
  private static Optional<String> value(Map<String, String> data, String key) {
    return Optional.ofNullable(data.get(key))
        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
        .map(text -> text.replaceAll("[\\r\\n]+$", ""))
        .filter(text -> !text.isEmpty());
  }

  @Override
  public void retain(Set<NamespacedName> used) {
    watches.retain(used);
    read.keySet().retainAll(used);
  }

  @Override
  public void close() {
    watches.close();
  }
}
