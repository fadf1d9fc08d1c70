package io.milvus.residency.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import java.net.http.HttpClient;

/**
 * The client of the API server: reads with {@link PrunedMetadata}, over an {@link ApiHttpClient}.
 */
public final class ApiClient {

  private ApiClient() {}

  /** Creates a client, which the caller closes. */
  public static KubernetesClient of(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new Factory())
        .withKubernetesSerialization(PrunedMetadata.serialization())
        .build();
  }

  private static final class Factory extends JdkHttpClientFactory {
    private final WebSocketPings pings = new WebSocketPings();

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
      return new ApiHttpClientBuilder(super.createNewHttpClientBuilder(), pings);
    }

    @Override
    protected void closeHttpClient(JdkHttpClientImpl client) {
      pings.close();
      super.closeHttpClient(client);
    }
  }
}
