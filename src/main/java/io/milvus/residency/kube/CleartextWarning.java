package io.milvus.residency.kube;

import io.milvus.residency.api.EventReason;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.PolicyName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A warning that credentials are sent unencrypted, once for each edit of a policy. */
final class CleartextWarning {

  private static final String HTTP = "http:";

  private final KubernetesEventRecorder events;
  private final Map<PolicyName, Warned> warned = new ConcurrentHashMap<>();

  private record Warned(String uid, long generation) {}

  CleartextWarning(KubernetesEventRecorder events) {
    this.events = events;
  }

  void warn(PartitionLoadPolicy resource) {
    String uri = resource.getSpec().milvus().uri();
    boolean clear =
        resource.getSpec().invalid().isEmpty()
            && resource.getSpec().milvus().credentialsSecretRef().isPresent()
            && uri.regionMatches(true, 0, HTTP, 0, HTTP.length());
    Warned now =
        new Warned(resource.getMetadata().getUid(), resource.getMetadata().getGeneration());
    if (clear && !now.equals(warned.put(PolicyMapper.name(resource), now))) {
      events.warn(
          resource,
          EventReason.INSECURE_CREDENTIALS,
          "Credentials are sent to "
              + uri
              + " unencrypted, so anyone on the network path can read them. Use https unless you"
              + " trust the network.");
    }
  }

  /** Forgets a deleted policy. */
  void forget(PolicyName policy) {
    warned.remove(policy);
  }
}
