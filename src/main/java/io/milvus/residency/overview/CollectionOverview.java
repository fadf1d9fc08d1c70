package io.milvus.residency.overview;

import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.model.LoadSettings;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A collection that policies manage over one address.
 *
 * @param database its database
 * @param name its real name where an operator has found it, otherwise the name in the policies
 * @param attention the most pressing of its policies
 * @param approvals the blocked releases, with the commands that approve them
 * @param policies its policies, the most pressing first
 * @param residency what Milvus itself says; empty if Milvus was not read
 */
public record CollectionOverview(
    String database,
    String name,
    Attention attention,
    List<ApprovalRequest> approvals,
    List<PolicyOverview> policies,
    Optional<Residency> residency) {

  /**
   * The partitions of a collection as Milvus shows them.
   *
   * @param loaded the number of loaded partitions
   * @param loading the number of loading partitions
   * @param partitions the number of partitions
   * @param settings the replicas and resource groups that the collection is loaded with
   * @param groups the partitions by state and by what is wanted of them, resident ones first
   */
  public record Residency(
      int loaded,
      int loading,
      int partitions,
      Optional<LoadSettings> settings,
      List<PartitionGroup> groups) {}

  /** Returns the earliest change by the clock that a policy expects. */
  Optional<Next> next() {
    return policies.stream()
        .flatMap(policy -> policy.next().stream())
        .min(Comparator.comparing(Next::time));
  }
}
