package io.milvus.residency.api;

import java.util.Objects;
import java.util.Optional;

/**
 * How a policy reaches Milvus.
 *
 * @param uri {@code http://host:port}; a host without a dot is a Service of the policy's namespace
 * @param credentialsSecretRef a Secret of the policy's namespace that holds {@code token}, or
 *     {@code username} and {@code password}; empty for a Milvus without authentication
 */
public record MilvusRef(String uri, Optional<SecretRef> credentialsSecretRef) {

  public MilvusRef {
    uri = Objects.requireNonNullElse(uri, "");
    credentialsSecretRef = Objects.requireNonNullElse(credentialsSecretRef, Optional.empty());
  }

  /**
   * A Secret of the policy's own namespace.
   *
   * @param name its name
   */
  public record SecretRef(String name) {}
}
