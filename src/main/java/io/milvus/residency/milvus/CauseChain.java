package io.milvus.residency.milvus;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The causes of a failure. */
final class CauseChain {

  /** Limits the chain, because causes may form a cycle. */
  private static final int DEEPEST = 32;

  private CauseChain() {}

  /** Returns a failure and its causes, the deepest last. */
  static List<Throwable> of(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST).toList();
  }
}
