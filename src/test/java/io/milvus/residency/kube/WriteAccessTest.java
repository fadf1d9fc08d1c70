package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.milvus.residency.leader.HeldLeadership;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes to an API server that is overloaded, which the client library repeats by itself. */
class WriteAccessTest {

  private static final ConfigMap WRITTEN =
      new ConfigMapBuilder().withNewMetadata().withName("any").endMetadata().build();

  private final AtomicInteger requests = new AtomicInteger();
  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  private final HeldLeadership lease = new HeldLeadership();
  private final KubernetesClient client;
  private final WriteAccess access;

  WriteAccessTest() throws IOException {
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withNamespace("default")
                    .withRequestRetryBackoffLimit(3)
                    .withRequestRetryBackoffInterval(1)
                    .build())
            .build();
    access = WriteAccess.of(client, lease.leadership());
  }

  @AfterEach
  void close() {
    client.close();
    server.stop(0);
  }

  @Test
  void makesEachRequestOnce() {
    lease.extend();

    assertThatThrownBy(() -> access.write(api -> api.resource(WRITTEN).create()))
        .isInstanceOf(KubernetesClientException.class);
    assertThat(requests).hasValue(1);
  }

  @Test
  void makesNoRequestWithoutLeadership() {
    lease.extend();
    lease.expire();

    assertThatThrownBy(() -> access.write(api -> api.resource(WRITTEN).create()))
        .isInstanceOf(WriteAccess.NotLeadingException.class);
    assertThat(requests).hasValue(0);
  }
}
