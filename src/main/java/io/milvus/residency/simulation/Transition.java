package io.milvus.residency.simulation;

import io.milvus.residency.model.PolicyName;
import java.time.Instant;
import java.util.List;

/**
 * A load or a release in a simulation.
 *
 * @param time the time
 * @param kind what is done
 * @param policy the policy that wants it
 * @param rule the name of its rule; empty if no rule decides the partitions any more
 * @param partitions the partitions, sorted by name, never empty
 */
public record Transition(
    Instant time, Kind kind, PolicyName policy, String rule, List<String> partitions) {

  public Transition {
    partitions = List.copyOf(partitions);
  }

  /** The change of partitions. */
  public enum Kind {
    /** Partitions are loaded. */
    LOAD,
    /** Partitions are released. */
    RELEASE
  }
}
