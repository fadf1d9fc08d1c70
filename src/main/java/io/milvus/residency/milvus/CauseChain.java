package io.milvus.residency.milvus;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What lies behind a failure. */
final class CauseChain {

  /** Nothing forbids causes to go round in a circle. */
  private static final int DEEPEST = 32;

  private CauseChain() {}

  /** A failure and its causes, the deepest last. */
  static List<Throwable> of(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST).toList();
  }
}
