package io.milvus.residency.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final byte[] BODY = "the archive".getBytes(StandardCharsets.UTF_8);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void fetchesFileWithPinnedHash() throws Exception {
    serve("/file", DownloadTest::send);

    fetch(address("/file"), sha512(BODY));

    assertThat(file()).hasBinaryContent(BODY);
  }

  @Test
  void refusesFileWithAnotherHash() throws Exception {
    serve("/file", DownloadTest::send);

    assertThatThrownBy(
            () -> fetch(address("/file"), sha512("other".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the file has another SHA-512 than the pinned one, so it is not used: " + sha512(BODY));
  }

  @Test
  void givesUpServerThatDoesNotAnswer() {
    serve("/file", exchange -> await());

    assertThatThrownBy(() -> fetch(address("/file"), sha512(BODY)))
        .hasMessage("no answer from 127.0.0.1 within 2 s");
  }

  @Test
  void givesUpAddressWhereNobodyListens() {
    URI address = address("/file");
    server.stop(0);

    assertThatThrownBy(() -> fetch(address, sha512(BODY))).hasMessage("127.0.0.1 can't be reached");
  }

  @Test
  void givesUpHostWithoutAddress() {
    assertThatThrownBy(() -> fetch(URI.create("http://nobody.invalid/file"), sha512(BODY)))
        .hasMessage("nobody.invalid can't be reached");
  }

  @Test
  void reportsStatusOfServer() {
    serve("/file", exchange -> exchange.sendResponseHeaders(404, -1));

    assertThatThrownBy(() -> fetch(address("/file"), sha512(BODY)))
        .hasMessage("127.0.0.1 answers HTTP 404");
  }

  /** The server takes longer than the time for an answer and for a pause together. */
  @Test
  void goesOnWhileBytesArrive() throws Exception {
    byte[] body = new byte[20];
    serve(
        "/file",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          OutputStream out = exchange.getResponseBody();
          for (byte next : body) {
            out.write(next);
            out.flush();
            pause();
          }
          exchange.close();
        });

    fetch(address("/file"), sha512(body));

    assertThat(file()).hasBinaryContent(body);
  }

  @Test
  void givesUpDownloadThatStops() {
    serve(
        "/file",
        exchange -> {
          exchange.sendResponseHeaders(200, 2_000_000);
          exchange.getResponseBody().write(new byte[1_000_000]);
          exchange.getResponseBody().flush();
          await();
        });

    assertThatThrownBy(() -> fetch(address("/file"), sha512(BODY)))
        .hasMessage("the download stopped after 1 MB of 2 MB");
  }

  @Test
  void refusesPartOfFile() {
    serve(
        "/file",
        exchange -> {
          exchange.sendResponseHeaders(200, BODY.length + 1);
          exchange.getResponseBody().write(BODY);
          exchange.getResponseBody().flush();
          exchange.getHttpContext().getServer().stop(0);
        });

    assertThatThrownBy(() -> fetch(address("/file"), sha512(BODY)))
        .hasMessageStartingWith("the download from 127.0.0.1 broke off");
  }

  @Test
  void refusesFileThatIsTooLarge() {
    serve(
        "/file",
        exchange -> {
          exchange.sendResponseHeaders(200, 600_000_000);
          await();
        });

    assertThatThrownBy(() -> fetch(address("/file"), sha512(BODY)))
        .hasMessage("the file is larger than 500 MB");
  }

  @Test
  void followsRedirects() throws Exception {
    serve("/file", DownloadTest::send);
    serve("/moved", exchange -> redirect(exchange, "/file"));

    fetch(address("/moved"), sha512(BODY));

    assertThat(file()).hasBinaryContent(BODY);
  }

  @Test
  void givesUpEndlessRedirects() {
    serve("/moved", exchange -> redirect(exchange, "/moved"));

    assertThatThrownBy(() -> fetch(address("/moved"), sha512(BODY)))
        .hasMessage("127.0.0.1 redirects more than 5 times");
  }

  @Test
  void usesProxyOfEnvironment() throws Exception {
    serve("/file", DownloadTest::send);
    Map<String, String> environment =
        Map.of("http_proxy", "http://127.0.0.1:" + server.getAddress().getPort());

    fetch(environment, URI.create("http://archive.invalid/file"), sha512(BODY));

    assertThat(file()).hasBinaryContent(BODY);
  }

  @Test
  void reportsProxyThatIsNoAddress() {
    assertThatThrownBy(
            () ->
                fetch(
                    Map.of("HTTP_PROXY", "http://"),
                    URI.create("http://archive.invalid/file"),
                    sha512(BODY)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void usesNoProxyForHostsOfNoProxy() throws Exception {
    serve("/file", DownloadTest::send);
    Map<String, String> environment =
        Map.of("http_proxy", "http://proxy.invalid:3128", "no_proxy", "example.com, 127.0.0.1");

    fetch(environment, address("/file"), sha512(BODY));

    assertThat(file()).hasBinaryContent(BODY);
  }

  private void fetch(URI address, String hash) throws IOException, InterruptedException {
    fetch(Map.of(), address, hash);
  }

  private void fetch(Map<String, String> environment, URI address, String hash)
      throws IOException, InterruptedException {
    new Download(new EnvironmentProxies(environment), ANSWER, PAUSE).fetch(address, file(), hash);
  }

  private Path file() {
    return folder.resolve("file");
  }

  private void serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static void send(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, BODY.length);
    exchange.getResponseBody().write(BODY);
    exchange.close();
  }

  private static void redirect(HttpExchange exchange, String path) throws IOException {
    exchange.getResponseHeaders().add("Location", path);
    exchange.sendResponseHeaders(302, -1);
  }

  /** Lets the client wait until the end of the test. */
  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause() {
    try {
      end.await(150, java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String sha512(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
  }
}
