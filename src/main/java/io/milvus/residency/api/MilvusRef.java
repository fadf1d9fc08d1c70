package io.milvus.residency.api;

import java.util.Objects;
import java.util.Optional;

/**
 * The connection of a policy to Milvus.
 *
 * @param uri {@code http://host:port} or {@code https://host:port}; a host without a dot is a
 *     Service of the policy's namespace
 * @param credentialsSecretRef a Secret of the policy's namespace that holds {@code token}, or
 *     {@code username} and {@code password}; empty for a Milvus without authentication
 * @param tls the TLS settings for an {@code https} address; empty to use the JVM's default trust
 *     store and no client certificate
 */
public record MilvusRef(
    String uri, Optional<SecretRef> credentialsSecretRef, Optional<TlsRef> tls) {

  public MilvusRef {
    uri = Objects.requireNonNullElse(uri, "");
    credentialsSecretRef = Objects.requireNonNullElse(credentialsSecretRef, Optional.empty());
    tls = Objects.requireNonNullElse(tls, Optional.empty());
  }

  /**
   * TLS settings beyond the JVM's defaults.
   *
   * @param secretRef a Secret of the policy's namespace that holds the CA to trust as {@code
   *     ca.crt}, and {@code tls.crt} and {@code tls.key} for a server that requires a client
   *     certificate; empty to use the JVM's default trust store
   * @param serverName the name in the server's certificate; empty if it is the host
   */
  public record TlsRef(Optional<SecretRef> secretRef, Optional<String> serverName) {
    public TlsRef {
      secretRef = Objects.requireNonNullElse(secretRef, Optional.empty());
      serverName = Objects.requireNonNullElse(serverName, Optional.empty());
    }
  }

  /**
   * A Secret in the policy's namespace.
   *
   * @param name its name
   */
  public record SecretRef(String name) {}
}
