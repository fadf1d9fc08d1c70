package io.milvus.residency.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done for a collection: what Observe reports, and what Enforce carries out.
 *
 * @param steps the calls to make, in order; empty when all is as wanted or has to wait
 * @param findings for each policy, what it wants of each partition it decides, sorted by partition
 * @param mismatches for each policy whose load settings are not those of the collection, in words
 *     for people
 * @param nextLook when time alone will change the plan; empty if it won't
 * @param memory what to remember for the next plan
 */
public record Plan(
    List<Step> steps,
    Map<PolicyName, List<Finding>> findings,
    Map<PolicyName, String> mismatches,
    Optional<Instant> nextLook,
    Memory memory) {

  public Plan {
    steps = List.copyOf(steps);
    findings = Map.copyOf(findings);
    mismatches = Map.copyOf(mismatches);
  }
}
