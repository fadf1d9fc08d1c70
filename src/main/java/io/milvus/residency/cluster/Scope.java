package io.milvus.residency.cluster;

import java.util.Optional;

/**
 * The namespaces whose policies are read.
 *
 * @param namespace the only namespace; empty for all
 */
public record Scope(Optional<String> namespace) {

  /** All namespaces. */
  public static final Scope ALL = new Scope(Optional.empty());

  /** Returns the scope of one namespace. */
  public static Scope of(String namespace) {
    return new Scope(Optional.of(namespace));
  }

  /** Returns the scope as text within a sentence. */
  @Override
  public String toString() {
    return namespace.map("namespace "::concat).orElse("all namespaces");
  }
}
