package io.milvus.residency.simulation;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.PlannerState;
import java.time.Instant;
import java.util.List;

/**
 * The input of a simulation.
 *
 * @param database the database of the collection
 * @param observed the collection as it is now, without a partition key
 * @param claims the claims on the collection
 * @param plannerState the state that the plan before has left
 * @param now the time at which the simulation begins
 * @param expected the partitions that will be created
 */
public record SimulationInput(
    String database,
    ObservedCollection observed,
    ClaimSet claims,
    PlannerState plannerState,
    Instant now,
    List<ExpectedPartition> expected) {

  public SimulationInput {
    expected = List.copyOf(expected);
    if (observed.partitionKey()) {
      throw new IllegalArgumentException("A collection with a partition key has no plan.");
    }
  }

  /** Returns the same input with other claims and another state. */
  public SimulationInput with(ClaimSet otherClaims, PlannerState otherState) {
    return new SimulationInput(database, observed, otherClaims, otherState, now, expected);
  }
}
