package io.milvus.residency.cli;

import static java.util.Comparator.comparing;

import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.cluster.ClusterException;
import io.milvus.residency.cluster.OperatorLeases.OperatorLease;
import io.milvus.residency.cluster.PolicyClient;
import io.milvus.residency.cluster.PolicyWatch;
import io.milvus.residency.cluster.Scope;
import io.milvus.residency.overview.MilvusObservation;
import io.milvus.residency.overview.OperatorState;
import io.milvus.residency.overview.Overview;
import io.milvus.residency.overview.OverviewFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The policies of a cluster, and what its Leases say about the operator. Both are judged by the
 * clock of the API server, because that of the user may be wrong.
 *
 * @param client the cluster
 * @param scope the namespaces
 * @param kubectl the options with which kubectl reaches the cluster, each after a blank
 * @param local the clock of the user
 * @param clock the clock of the API server
 */
record OverviewSource(PolicyClient client, Scope scope, String kubectl, Clock local, Clock clock) {

  static OverviewSource of(PolicyClient client, Scope scope, String kubectl, Clock local)
      throws ClusterException {
    return new OverviewSource(client, scope, kubectl, local, client.clock(local));
  }

  /** Compares the clocks again, because that of the user may have been set. */
  OverviewSource again() throws ClusterException {
    return of(client, scope, kubectl, local);
  }

  List<PartitionLoadPolicy> policies() throws ClusterException {
    List<PartitionLoadPolicy> policies = new ArrayList<>();
    client.forEach(scope, policies::add);
    return policies;
  }

  PolicyWatch watch(PolicyWatch.Listener listener) throws ClusterException {
    return client.watch(scope, listener);
  }

  OperatorState operator() throws ClusterException {
    Optional<List<OperatorLease>> leases = client.operatorLeases().read();
    if (leases.isEmpty()) {
      return new OperatorState.NotKnown(
          "you may not read the Lease residency-operator in residency-system");
    }
    List<OperatorState.Elected> operators =
        leases.get().stream()
            .map(lease -> new OperatorState.Elected(lease.namespace(), lease.renewed()))
            .sorted(comparing(OperatorState.Elected::namespace))
            .toList();
    return switch (operators.size()) {
      case 0 -> new OperatorState.Absent();
      case 1 -> operators.get(0);
      default -> new OperatorState.Several(operators);
    };
  }

  Overview overview(
      Collection<PartitionLoadPolicy> policies, OperatorState operator, MilvusObservation milvus) {
    return new OverviewFactory(
            now(),
            new Overview.Source(client.server(), scope.toString()),
            operator,
            milvus,
            kubectl)
        .overview(policies);
  }

  Instant now() {
    return clock.instant();
  }
}
