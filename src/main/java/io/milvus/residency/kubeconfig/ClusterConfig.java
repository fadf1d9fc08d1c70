package io.milvus.residency.kubeconfig;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.kube.ApiClient;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The address and credentials of an API server.
 *
 * @param source where they come from, as in {@code KUBECONFIG /home/me/config}
 * @param config the configuration of the client library
 */
public record ClusterConfig(String source, Config config) {

  /**
   * Makes a client.
   *
   * @param settings sets how long and how often the client tries
   * @throws KubeconfigException if a certificate or key can't be used
   */
  public KubernetesClient client(UnaryOperator<ConfigBuilder> settings) throws KubeconfigException {
    try {
      return ApiClient.of(settings.apply(new ConfigBuilder(config)).build());
    } catch (RuntimeException e) {
      throw new KubeconfigException(
          source
              + ": a certificate or key can't be used. Check certificate-authority,"
              + " client-certificate and client-key.");
    }
  }

  /**
   * Makes a client over HTTP/1.1. Over HTTP/2, the API server ends the connection with a 401, and
   * the JDK then loses the answer.
   *
   * @param settings sets how long and how often the client tries
   * @throws KubeconfigException if a certificate or key can't be used
   */
  public KubernetesClient clientThatLearnsOf401(UnaryOperator<ConfigBuilder> settings)
      throws KubeconfigException {
    return client(builder -> settings.apply(builder).withHttp2Disable(true));
  }

  /** Returns the namespace of the context, {@code default} if it has none. */
  public String namespace() {
    return Optional.ofNullable(config.getNamespace())
        .filter(name -> !name.isEmpty())
        .orElse("default");
  }

  /** Returns the name of the context; empty if there is no kubeconfig. */
  public Optional<String> context() {
    return Optional.ofNullable(config.getCurrentContext()).map(NamedContext::getName);
  }
}
