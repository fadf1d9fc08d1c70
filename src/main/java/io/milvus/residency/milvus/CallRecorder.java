package io.milvus.residency.milvus;

import java.util.Optional;

/** A recorder of the calls to Milvus, for metrics. */
public interface CallRecorder {

  /** A recorder that records nothing. */
  CallRecorder NONE = (endpoint, method, fault) -> {};

  /**
   * Records a call that has ended; must not block.
   *
   * @param endpoint the address of the server
   * @param method the RPC
   * @param fault the name of the {@link Fault} that the call ended with; empty if it succeeded
   */
  void ended(String endpoint, String method, Optional<String> fault);
}
