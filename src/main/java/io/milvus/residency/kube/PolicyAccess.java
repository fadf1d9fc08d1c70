package io.milvus.residency.kube;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.api.PartitionLoadPolicy;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.Set;

/** A check whether the API server lets the operator list its policies. */
public final class PolicyAccess {

  private static final ListOptions FIRST = new ListOptionsBuilder().withLimit(1L).build();

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final String credentials;

  /**
   * Creates the check; nothing is asked yet.
   *
   * @param namespaces the namespaces to watch; empty for all
   * @param credentials where the credentials of the client come from, for messages
   */
  public PolicyAccess(KubernetesClient client, Set<String> namespaces, String credentials) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
    this.credentials = credentials;
  }

  /**
   * Returns why policies can't be listed now and what to do, as text for users; empty if they can.
   * The same obstacle has the same text each time. May take as long as the timeout of the client.
   */
  public Optional<String> obstacle() {
    try {
      if (namespaces.isEmpty()) {
        client.resources(PartitionLoadPolicy.class).inAnyNamespace().list(FIRST);
      }
      for (String namespace : namespaces.stream().sorted().toList()) {
        client.resources(PartitionLoadPolicy.class).inNamespace(namespace).list(FIRST);
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of("The API server at " + client.getMasterUrl() + words(e));
    }
  }

  private String words(RuntimeException failure) {
    int code = failure instanceof KubernetesClientException e ? e.getCode() : 0;
    if (code <= 0) {
      return ConnectionFailure.words(failure, credentials);
    }
    return switch (code) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          " refuses the credentials (401). Check the token or certificate in " + credentials + ".";
      case HttpURLConnection.HTTP_FORBIDDEN ->
          " does not let this user list policies (403). Bind the ClusterRole residency-operator to"
              + " the user of "
              + credentials
              + ", or set --namespaces and bind its Role in each of them.";
      case HttpURLConnection.HTTP_NOT_FOUND ->
          " does not know PartitionLoadPolicy (404). Install the CRD: kubectl apply -k crds.";
      default -> " returns an error (" + code + "). Check the API server.";
    };
  }
}
