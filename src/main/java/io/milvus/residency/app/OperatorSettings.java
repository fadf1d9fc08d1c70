package io.milvus.residency.app;

import io.milvus.residency.api.Mode;
import io.milvus.residency.reconcile.EndpointAllowList;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;

/**
 * The settings of the operator process.
 *
 * @param namespaces the namespaces to watch; empty for all
 * @param mode the mode of the operator: Enforce, or Observe to change nothing in Milvus
 * @param endpoints the Milvus servers that policies may name
 * @param httpPort the port of the probes and metrics; 0 for any free port
 * @param loadTimeout how long a load may make no progress before it is cancelled
 * @param instance the name of the process, as the reporter of events
 */
public record OperatorSettings(
    Set<String> namespaces,
    Mode mode,
    EndpointAllowList endpoints,
    int httpPort,
    Duration loadTimeout,
    String instance) {

  public OperatorSettings {
    namespaces = Set.copyOf(namespaces);
  }

  /** Returns the name of the pod, or of the machine where there is none. */
  static String hostName() {
    String pod = System.getenv("HOSTNAME");
    if (pod != null && !pod.isBlank()) {
      return pod;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "residency";
    }
  }
}
