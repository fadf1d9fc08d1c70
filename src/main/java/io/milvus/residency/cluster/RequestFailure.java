package io.milvus.residency.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.kube.ConnectionFailure;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * The words for a request that the API server refuses, or does not answer.
 *
 * @param server the address of the API server
 * @param credentials where the address and the credentials come from
 */
record RequestFailure(String server, String credentials) {

  private static final String RESOURCE = "partitionloadpolicies";
  private static final int LONGEST_QUOTE = 300;

  /**
   * Returns what is wrong and what to do.
   *
   * @param verb the verb of the request, as RBAC names it
   */
  ClusterException of(Throwable failure, String verb, Scope scope) {
    return new ClusterException("The API server at " + server + words(failure, verb, scope));
  }

  private String words(Throwable failure, String verb, Scope scope) {
    int code = failure instanceof KubernetesClientException e ? e.getCode() : 0;
    if (code <= 0) {
      return ConnectionFailure.words(failure, credentials);
    }
    return switch (code) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          " refuses the credentials (401). Log in again, or check the user in " + credentials + ".";
      case HttpURLConnection.HTTP_FORBIDDEN ->
          " does not let this user "
              + verb
              + " policies in "
              + scope
              + " (403). Ask an administrator for the verb "
              + verb
              + " on "
              + RESOURCE
              + "."
              + PartitionLoadPolicy.GROUP
              + scope.namespace().map(name -> " there.").orElse(", or name a namespace with -n.");
      case HttpURLConnection.HTTP_NOT_FOUND ->
          " does not know PartitionLoadPolicy (404). Install the CRD: kubectl apply -k crds.";
      case HttpURLConnection.HTTP_GONE ->
          " has forgotten the rest of a long list (410). Run the command again.";
      default ->
          " returns an error (" + code + ")" + quote(failure) + ". Run the command again later.";
    };
  }

  private static String quote(Throwable failure) {
    return Optional.of(failure)
        .map(e -> e instanceof KubernetesClientException client ? client.getStatus() : null)
        .map(Status::getMessage)
        .map(text -> text.replaceAll("[\\p{Cc}\\p{Cf}]+", " ").strip())
        .map(text -> text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text)
        .map(text -> ": " + text)
        .orElse("");
  }

  /**
   * Returns whether the object is no longer the one that was read. The API server refuses a changed
   * uid as an immutable field, unlike a resourceVersion.
   */
  static boolean changed(KubernetesClientException failure) {
    return failure.getCode() == HttpURLConnection.HTTP_CONFLICT
        || String.valueOf(failure.getMessage()).contains("metadata.uid");
  }
}
