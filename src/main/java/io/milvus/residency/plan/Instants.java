package io.milvus.residency.plan;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The first of several instants, some of which may not be. */
final class Instants {

  private Instants() {}

  static Optional<Instant> earliest(Optional<Instant> a, Optional<Instant> b) {
    return Stream.of(a, b).flatMap(Optional::stream).min(Instant::compareTo);
  }
}
