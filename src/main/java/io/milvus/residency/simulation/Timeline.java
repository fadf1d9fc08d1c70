package io.milvus.residency.simulation;

import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PolicyIssue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The work of policies on one collection over a period.
 *
 * @param database the database of the collection
 * @param collection the name of the collection
 * @param from the begin, which is the present of the simulation
 * @param to the end
 * @param partitions all partitions, sorted by name
 * @param transitions all loads and releases, in order of time
 * @param residents the number of loaded partitions: at the begin, and after each change
 * @param issues by policy, the issues of the policy as a whole at the begin
 * @param incompleteFrom the time from which nothing is known, because there were more transitions
 *     than a simulation follows; empty if the timeline is complete
 */
public record Timeline(
    String database,
    String collection,
    Instant from,
    Instant to,
    List<PartitionTimeline> partitions,
    List<Transition> transitions,
    List<ResidentCount> residents,
    Map<PolicyName, List<PolicyIssue>> issues,
    Optional<Instant> incompleteFrom) {

  public Timeline {
    partitions = List.copyOf(partitions);
    transitions = List.copyOf(transitions);
    residents = List.copyOf(residents);
    issues = Map.copyOf(issues);
  }

  /**
   * A number of loaded partitions.
   *
   * @param since the time from which it applies
   * @param loaded the number
   */
  public record ResidentCount(Instant since, int loaded) {}
}
