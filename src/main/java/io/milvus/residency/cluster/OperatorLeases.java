package io.milvus.residency.cluster;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.kube.KubernetesLease;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The Leases of operators, which prove that one runs. */
public final class OperatorLeases {

  /** The namespace where {@code kubectl apply -k deploy} puts the operator. */
  private static final String USUAL_NAMESPACE = "residency-system";

  private final KubernetesClient client;
  private final RequestFailure failures;

  OperatorLeases(KubernetesClient client, RequestFailure failures) {
    this.client = client;
    this.failures = failures;
  }

  /**
   * A Lease of an operator.
   *
   * @param namespace its namespace
   * @param renewed when the holder last renewed it; empty if nobody holds it
   */
  public record OperatorLease(String namespace, Optional<Instant> renewed) {}

  /**
   * Returns the Leases of the cluster or, if the user may not list those, of the usual namespace;
   * empty if the user may read neither.
   *
   * @throws ClusterException if the API server does not answer
   */
  public Optional<List<OperatorLease>> read() throws ClusterException {
    Optional<List<Lease>> leases = allowed(this::everywhere);
    if (leases.isEmpty()) {
      leases = allowed(this::usual);
    }
    return leases.map(found -> found.stream().map(OperatorLeases::lease).toList());
  }

  private List<Lease> everywhere() {
    return client
        .leases()
        .inAnyNamespace()
        .withField("metadata.name", KubernetesLease.NAME)
        .list()
        .getItems();
  }

  private List<Lease> usual() {
    return Stream.ofNullable(
            client.leases().inNamespace(USUAL_NAMESPACE).withName(KubernetesLease.NAME).get())
        .toList();
  }

  /** Returns the answer to a request; empty if the user has no right to it. */
  private Optional<List<Lease>> allowed(Supplier<List<Lease>> request) throws ClusterException {
    try {
      return Optional.of(request.get());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.empty();
      }
      throw failures.of(e, "list", Scope.ALL);
    } catch (RuntimeException e) {
      throw failures.of(e, "list", Scope.ALL);
    }
  }

  private static OperatorLease lease(Lease lease) {
    LeaseSpec spec = Optional.ofNullable(lease.getSpec()).orElseGet(LeaseSpec::new);
    boolean held = spec.getHolderIdentity() != null && !spec.getHolderIdentity().isEmpty();
    return new OperatorLease(
        lease.getMetadata().getNamespace(),
        Optional.ofNullable(spec.getRenewTime())
            .filter(time -> held)
            .map(ZonedDateTime::toInstant));
  }
}
