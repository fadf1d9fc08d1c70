package io.milvus.residency.rules;

import java.time.Instant;
import java.util.Optional;

/** Compares instants that may be absent. */
public final class Instants {

  private Instants() {}

  /** Returns the earlier of two instants; empty if there is neither. */
  public static Optional<Instant> earliest(Optional<Instant> a, Optional<Instant> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.get().isAfter(b.get()) ? b : a;
  }
}
