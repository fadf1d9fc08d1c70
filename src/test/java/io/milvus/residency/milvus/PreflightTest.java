package io.milvus.residency.milvus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.CheckResult.Grade;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest {

  /** Longer than a busy machine takes to connect. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Uses the scripted Milvus, which does not implement CheckHealth and returns an error. */
  @Test
  void reportsFailureOfHealthCheckAsHealth() {
    try (ScriptedMilvus milvus = new ScriptedMilvus()) {
      assertThat(failures(milvus.uri())).extracting(CheckResult::subject).containsExactly("health");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http, The server at this address is not Milvus. Check host and port.",
    "https, (not an SSL/TLS record)"
  })
  void saysThatWebServerIsNoMilvus(String scheme, String end) throws IOException {
    try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answer(web), "web");
      answering.setDaemon(true);
      answering.start();

      assertThat(failures(scheme + "://127.0.0.1:" + web.getLocalPort()))
          .singleElement()
          .satisfies(finding -> assertThat(finding.text()).endsWith(end));
    }
  }

  /** Answers as a web server answers a malformed request. */
  private static void answer(ServerSocket web) {
    while (!web.isClosed()) {
      try (Socket client = web.accept()) {
        client.getInputStream().read();
        client
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n<html>Bad</html>".getBytes(UTF_8));
        client.getInputStream().readAllBytes();
      } catch (IOException e) {
        // The client has gone, or the test is over.
      }
    }
  }

  private static List<CheckResult> failures(String uri) {
    List<CheckResult> findings = new ArrayList<>();
    try (GrpcConnections connections =
        new GrpcConnections(new Deadlines(PATIENCE, PATIENCE, PATIENCE), List.of())) {
      connections
          .preflight(
              new ConnectionConfig(uri, "default", new Credentials.None(), Tls.DEFAULT),
              findings::add)
          .run(Optional.empty(), OptionalInt.empty());
    }
    return findings.stream().filter(finding -> finding.grade() == Grade.FAILURE).toList();
  }
}
