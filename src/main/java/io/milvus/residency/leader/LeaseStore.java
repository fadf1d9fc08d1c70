package io.milvus.residency.leader;

import java.util.Optional;

/**
 * The place where the Lease is kept. Each call may fail without an answer, by a runtime exception.
 */
public interface LeaseStore {

  /** Returns the lease as it is at some moment during the call; empty if there is none. */
  Optional<LeaseRecord> read();

  /** Creates the lease; returns what was written, or empty if there is a lease. */
  Optional<LeaseRecord> create(LeaseRecord lease);

  /**
   * Replaces the lease if it still has the version of the record; returns what was written, or
   * empty if it has another version or is gone.
   */
  Optional<LeaseRecord> replace(LeaseRecord lease);
}
