package io.milvus.residency.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.kubeconfig.ClusterConfig;
import io.milvus.residency.kubeconfig.KubeconfigException;
import io.milvus.residency.model.PolicyName;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The policies of a cluster, as the user of a kubeconfig may read and annotate them.
 *
 * <p>A policy that this version can't read is listed with the others, with {@code spec().invalid()}
 * that says why. Policies are read without most of {@code managedFields}.
 */
public final class PolicyClient implements AutoCloseable {

  /** The number of policies in one answer of the API server. */
  private static final long PAGE = 250;

  private static final ListOptions ONE = new ListOptionsBuilder().withLimit(1L).build();
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 15_000;
  private static final String FIELD_MANAGER = "residency-cli";

  private final ClusterConfig config;
  private final KubernetesClient client;
  private final RequestFailure failures;

  private PolicyClient(ClusterConfig config, KubernetesClient client) {
    this.config = config;
    this.client = client;
    this.failures = new RequestFailure(client.getMasterUrl().toString(), config.source());
  }

  /**
   * Opens a cluster; nothing is asked yet.
   *
   * @throws KubeconfigException if a certificate or key can't be used
   */
  public static PolicyClient open(ClusterConfig config) throws KubeconfigException {
    return new PolicyClient(
        config,
        config.clientThatLearnsOf401(
            settings ->
                settings
                    .withConnectionTimeout(CONNECT_MILLIS)
                    .withRequestTimeout(REQUEST_MILLIS)
                    // Who waits for an answer is told at once, and may try again.
                    .withRequestRetryBackoffLimit(0)));
  }

  /** Returns the configuration that the client was made with. */
  public ClusterConfig config() {
    return config;
  }

  /** Returns the address of the API server. */
  public String server() {
    return client.getMasterUrl().toString();
  }

  /**
   * Passes all policies to a reader, by namespace and name, one page of them in memory at a time.
   *
   * @throws ClusterException if they can't all be listed; some may have been passed by then
   */
  public void forEach(Scope scope, Consumer<PartitionLoadPolicy> reader) throws ClusterException {
    Optional<String> next = Optional.empty();
    do {
      KubernetesResourceList<PartitionLoadPolicy> page =
          page(
              scope,
              new ListOptionsBuilder().withLimit(PAGE).withContinue(next.orElse(null)).build());
      page.getItems().forEach(reader);
      next = Optional.ofNullable(page.getMetadata().getContinue()).filter(text -> !text.isEmpty());
    } while (next.isPresent());
  }

  /**
   * Reads a policy.
   *
   * @throws ClusterException if it can't be read, or there is none
   */
  public PartitionLoadPolicy get(PolicyName name) throws ClusterException {
    Optional<PartitionLoadPolicy> found;
    try {
      found = Optional.ofNullable(resource(name).get());
    } catch (RuntimeException e) {
      throw failures.of(e, "get", Scope.of(name.namespace()));
    }
    if (found.isEmpty()) {
      throw absent(name);
    }
    return found.get();
  }

  /**
   * Sets and removes annotations of a policy, whatever else of it has changed since it was read.
   *
   * @param shown the policy as it was read
   * @param annotations the annotations to set; empty values remove one
   * @return the policy with the annotations
   * @throws PolicyConflictException if the policy was created again since it was read
   * @throws ClusterException if the policy can't be changed
   */
  public PartitionLoadPolicy annotate(
      PartitionLoadPolicy shown, Map<String, Optional<String>> annotations)
      throws ClusterException {
    return patch(shown, annotations, false);
  }

  /**
   * Does what {@link #annotate} does if nothing of the policy, status included, has changed.
   *
   * @throws PolicyConflictException if anything has changed since it was read
   * @throws ClusterException if the policy can't be changed
   */
  public PartitionLoadPolicy annotateUnchanged(
      PartitionLoadPolicy shown, Map<String, Optional<String>> annotations)
      throws ClusterException {
    return patch(shown, annotations, true);
  }

  /**
   * Watches policies until the watch is closed. Connections that end are made again.
   *
   * @throws ClusterException if the policies can't be listed now
   */
  public PolicyWatch watch(Scope scope, PolicyWatch.Listener listener) throws ClusterException {
    page(scope, ONE);
    return PolicyWatch.start(
        policies(scope).withLimit(PAGE),
        listener,
        e -> failures.of(e, "watch", scope).getMessage());
  }

  /**
   * Returns the clock of the API server.
   *
   * @param local the clock of the user, whatever it shows
   * @throws ClusterException if the API server does not tell the time
   */
  public Clock clock(Clock local) throws ClusterException {
    return ServerClock.of(client, local, failures);
  }

  /** Returns the Leases of operators. */
  public OperatorLeases operatorLeases() {
    return new OperatorLeases(client, failures);
  }

  @Override
  public void close() {
    client.close();
  }

  private PartitionLoadPolicy patch(
      PartitionLoadPolicy shown, Map<String, Optional<String>> annotations, boolean unchanged)
      throws ClusterException {
    PolicyName name =
        new PolicyName(shown.getMetadata().getNamespace(), shown.getMetadata().getName());
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata").put("uid", shown.getMetadata().getUid());
    if (unchanged) {
      metadata.put("resourceVersion", shown.getMetadata().getResourceVersion());
    }
    ObjectNode values = metadata.putObject("annotations");
    annotations.forEach((key, value) -> values.put(key, value.orElse(null)));
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(FIELD_MANAGER)
            .build();
    try {
      return resource(name).patch(context, patch.toString());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw absent(name);
      }
      if (RequestFailure.changed(e)) {
        throw new PolicyConflictException(
            "Policy "
                + name
                + " has changed meanwhile, so nothing was done. Run the command again.");
      }
      throw failures.of(e, "patch", Scope.of(name.namespace()));
    } catch (RuntimeException e) {
      throw failures.of(e, "patch", Scope.of(name.namespace()));
    }
  }

  /** Returns that a policy is missing, or else the CRD, without which nothing is found either. */
  private ClusterException absent(PolicyName name) {
    Scope scope = Scope.of(name.namespace());
    try {
      policies(scope).list(ONE);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return failures.of(e, "list", scope);
      }
    }
    return new ClusterException(
        "There is no policy "
            + name
            + ". List the policies: kubectl get plp -n "
            + name.namespace());
  }

  private KubernetesResourceList<PartitionLoadPolicy> page(Scope scope, ListOptions options)
      throws ClusterException {
    try {
      return policies(scope).list(options);
    } catch (RuntimeException e) {
      throw failures.of(e, "list", scope);
    }
  }

  private AnyNamespaceOperation<
          PartitionLoadPolicy,
          KubernetesResourceList<PartitionLoadPolicy>,
          Resource<PartitionLoadPolicy>>
      policies(Scope scope) {
    var all = client.resources(PartitionLoadPolicy.class);
    return scope.namespace().isPresent()
        ? all.inNamespace(scope.namespace().get())
        : all.inAnyNamespace();
  }

  private Resource<PartitionLoadPolicy> resource(PolicyName name) {
    return client
        .resources(PartitionLoadPolicy.class)
        .inNamespace(name.namespace())
        .withName(name.name());
  }
}
