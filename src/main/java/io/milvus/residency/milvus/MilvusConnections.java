package io.milvus.residency.milvus;

import java.util.Set;

/** Provides connections to Milvus; equal configs share a connection. */
public interface MilvusConnections extends AutoCloseable {

  /**
   * Returns the connection for a config, created at the first call without waiting for the server.
   */
  Milvus to(ConnectionConfig config);

  /** Closes all connections except those for the given configs. */
  void retain(Set<ConnectionConfig> used);

  @Override
  void close();
}
