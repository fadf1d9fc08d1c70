package io.milvus.residency.cli;

import java.time.Instant;
import java.util.List;

/**
 * The world that policies meet: partitions, lists and the time.
 *
 * @param now the time to plan for
 * @param collections reads the collections of policies, each once
 */
record World(Instant now, Collections collections) {

  /** Reads collections. */
  interface Collections {
    List<PlanInput> of(List<Manifest> policies) throws UserException;
  }

  /** Returns one input for each collection that the policies name. */
  List<PlanInput> inputs(List<Manifest> policies) throws UserException {
    return collections.of(policies);
  }
}
