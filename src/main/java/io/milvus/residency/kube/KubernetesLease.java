package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.milvus.residency.leader.LeaseRecord;
import io.milvus.residency.leader.LeaseStore;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The Lease of the operator, in the group {@code coordination.k8s.io}. */
public final class KubernetesLease implements LeaseStore {

  /** The name of the Lease. */
  public static final String NAME = "residency-operator";

  private static final String SEPARATOR = "/";

  private final KubernetesClient client;
  private final String namespace;

  /**
   * Creates the store; nothing is asked yet.
   *
   * @param client a client with connections of its own, a short timeout and no retries
   * @param namespace the namespace of the Lease
   */
  public KubernetesLease(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  @Override
  public Optional<LeaseRecord> read() {
    return answered(
        () ->
            Optional.ofNullable(client.leases().inNamespace(namespace).withName(NAME).get())
                .map(KubernetesLease::lease));
  }

  @Override
  public Optional<LeaseRecord> create(LeaseRecord lease) {
    return written(() -> resource(lease).create(), HttpURLConnection.HTTP_CONFLICT);
  }

  @Override
  public Optional<LeaseRecord> replace(LeaseRecord lease) {
    return written(
        () -> resource(lease).update(),
        HttpURLConnection.HTTP_CONFLICT,
        HttpURLConnection.HTTP_NOT_FOUND);
  }

  private Resource<Lease> resource(LeaseRecord lease) {
    return client.leases().inNamespace(namespace).resource(lease(lease));
  }

  /** Returns the lease as written; empty if the API server refuses it with one of these codes. */
  private Optional<LeaseRecord> written(Supplier<Lease> write, Integer... overtaken) {
    try {
      return answered(() -> Optional.of(lease(write.get())));
    } catch (KubernetesClientException e) {
      if (List.of(overtaken).contains(e.getCode())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns the answer to a request, and says what to do if the API server refuses it. */
  private Optional<LeaseRecord> answered(Supplier<Optional<LeaseRecord>> request) {
    try {
      return request.get();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      throw new KubernetesClientException(
          Optional.ofNullable(e.getStatus()).map(Status::getMessage).orElse(e.getMessage())
              + ". Grant get, create and update of the Lease "
              + namespace
              + SEPARATOR
              + NAME
              + "; until then this replica changes nothing.",
          e.getCode(),
          e.getStatus());
    }
  }

  private Lease lease(LeaseRecord lease) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(NAME)
        .withUid(uid(lease))
        .withResourceVersion(resourceVersion(lease))
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(lease.holder())
        .withLeaseDurationSeconds((int) lease.duration().toSeconds())
        .withAcquireTime(time(lease.acquired()))
        .withRenewTime(time(lease.renewed()))
        .withLeaseTransitions(lease.transitions())
        .endSpec()
        .build();
  }

  /** Returns the uid: without it, an update of a Lease that is gone would create one. */
  private static String uid(LeaseRecord lease) {
    return lease.version().isEmpty() ? null : lease.version().split(SEPARATOR, 2)[0];
  }

  private static String resourceVersion(LeaseRecord lease) {
    return lease.version().isEmpty() ? null : lease.version().split(SEPARATOR, 2)[1];
  }

  private static ZonedDateTime time(String text) {
    return text.isEmpty() ? null : ZonedDateTime.parse(text);
  }

  private static LeaseRecord lease(Lease lease) {
    LeaseSpec spec = Optional.ofNullable(lease.getSpec()).orElseGet(LeaseSpec::new);
    return new LeaseRecord(
        Optional.ofNullable(spec.getHolderIdentity()).orElse(""),
        Duration.ofSeconds(Optional.ofNullable(spec.getLeaseDurationSeconds()).orElse(0)),
        Optional.ofNullable(spec.getAcquireTime()).map(ZonedDateTime::toString).orElse(""),
        Optional.ofNullable(spec.getRenewTime()).map(ZonedDateTime::toString).orElse(""),
        Optional.ofNullable(spec.getLeaseTransitions()).orElse(0),
        lease.getMetadata().getUid() + SEPARATOR + lease.getMetadata().getResourceVersion());
  }
}
