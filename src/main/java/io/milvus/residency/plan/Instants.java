package io.milvus.residency.plan;

import java.time.Instant;
import java.util.Optional;

/** The first of several instants, some of which may not be. */
final class Instants {

  private Instants() {}

  static Optional<Instant> earliest(Optional<Instant> a, Optional<Instant> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.get().isAfter(b.get()) ? b : a;
  }
}
