package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class WebSocketPingsTest {

  /** The client library would wait for ever. */
  @Test
  void failsIfServerDoesNotAnswerTheHandshake() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        WebSocketPings pings = new WebSocketPings(Duration.ofMillis(100))) {
      URI uri = URI.create("ws://127.0.0.1:" + silent.getLocalPort());

      CompletableFuture<WebSocket> opened =
          pings
              .builder(HttpClient.newHttpClient().newWebSocketBuilder())
              .buildAsync(uri, new WebSocket.Listener() {});

      assertThat(opened)
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(IOException.class);
    }
  }
}
