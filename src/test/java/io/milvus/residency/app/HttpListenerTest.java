package io.milvus.residency.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients are answered, whatever other clients do. */
class HttpListenerTest {

  private final List<Socket> sockets = new ArrayList<>();
  private HttpListener listener;

  @BeforeEach
  void start() throws IOException {
    listener =
        HttpListener.start(
            0,
            path ->
                switch (path) {
                  case "/healthz" -> Optional.of(new HttpExchange.Response(200, "ok\n"));
                  case "/typed" ->
                      Optional.of(new HttpExchange.Response(200, "text/plain; version=1", "ok\n"));
                  case "/bad" -> Optional.of(new HttpExchange.Response(503, "grün\n"));
                  case "/long" ->
                      Optional.of(new HttpExchange.Response(200, "x".repeat(5_000_000)));
                  case "/throws" -> throw new IllegalStateException("on purpose");
                  default -> Optional.empty();
                });
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    listener.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /healthz, 200, ok",
    "GET, /healthz?verbose, 200, ok",
    "GET, /bad, 503, grün",
    "GET, /elsewhere, 404, not found",
    "GET, /throws, 500, 'internal error, see the operator log'",
    "HEAD, /healthz, 200, ''",
    "POST, /healthz, 405, only GET and HEAD are allowed"
  })
  void answers(String method, String path, int status, String body) throws Exception {
    HttpResponse<String> response = ask(method, path);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body().strip()).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource({"/healthz, text/plain", "/typed, text/plain; version=1"})
  void namesTheMediaType(String path, String type) throws Exception {
    assertThat(ask("GET", path).headers().firstValue("Content-Type"))
        .contains(type + "; charset=utf-8");
  }

  @Test
  void sendsLongResponseToSlowClient() throws Exception {
    assertThat(ask("GET", "/long").body()).hasSize(5_000_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 600})
  void answersDespiteIncompleteRequestsOfOthers(int others) throws Exception {
    for (int i = 0; i < others; i++) {
      Socket socket = open();
      socket.getOutputStream().write("GET /hea".getBytes(UTF_8));
    }

    assertThat(ask("GET", "/healthz").body()).isEqualTo("ok\n");
  }

  @Test
  void disconnectsClientThatStalls() throws Exception {
    Socket socket = open();
    socket.getOutputStream().write("GET /hea".getBytes(UTF_8));
    socket.setSoTimeout(20_000);

    assertThat(socket.getInputStream().read()).as("the end").isEqualTo(-1);
  }

  @Test
  void answersRequestThatArrivesInPieces() throws Exception {
    Socket socket = open();
    for (String piece : List.of("GET /he", "althz HTTP/1.1\r\nHost: x\r", "\n\r", "\n")) {
      socket.getOutputStream().write(piece.getBytes(UTF_8));
      socket.getOutputStream().flush();
    }

    assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\nok\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense\r\n\r\n", "\r\n\r\n", "GET  /healthz HTTP/1.1\r\n\r\n"})
  void refusesMalformedRequest(String request) throws Exception {
    Socket socket = open();
    socket.getOutputStream().write(request.getBytes(UTF_8));

    assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void refusesEndlessRequest() throws Exception {
    Socket socket = open();
    socket.getOutputStream().write("x".repeat(8192).getBytes(UTF_8));

    assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void failsIfPortIsTaken() {
    assertThatThrownBy(() -> HttpListener.start(listener.port(), path -> Optional.empty()))
        .isInstanceOf(BindException.class);
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    sockets.add(socket);
    return socket;
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + listener.port() + path);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
