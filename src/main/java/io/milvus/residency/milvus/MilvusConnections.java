package io.milvus.residency.milvus;

import java.util.Set;

/** Gives out connections to Milvus; equal accesses share one. */
public interface MilvusConnections extends AutoCloseable {

  /** The connection for an access; made at the first call, without waiting for the server. */
  Milvus to(ConnectionConfig config);

  /** Closes the connections of all accesses but these. */
  void retain(Set<ConnectionConfig> used);

  @Override
  void close();
}
