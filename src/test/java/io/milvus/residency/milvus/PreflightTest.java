package io.milvus.residency.milvus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.milvus.residency.milvus.CheckResult.Grade;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import io.milvus.shaded.io.grpc.Status;
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
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      v2.3.5-lite       | OK      | v2.3.5-lite
      v2.6.4            | OK      | v2.6.4, known from the sources of Milvus
      v2.7.0            | WARNING | Milvus v2.7.0 is not among the versions in docs/milvus-versions.md. Try policies with mode: Observe first.
      v2.2.16           | FAILURE | Milvus v2.2.16 is too old. Use 2.3 or later.
      milvus_lite-3.2.2 | FAILURE | Milvus Lite loads whole collections only (milvus_lite-3.2.2). Use a standalone or distributed Milvus, 2.3 or later.
      """)
  void warnsOnlyOfVersionsThatAreNotKnown(String version, Grade grade, String text) {
    try (ScriptedMilvus milvus = new ScriptedMilvus()) {
      milvus.setVersion(version);

      assertThat(findings(milvus.uri()))
          .filteredOn(finding -> finding.subject().equals("version"))
          .extracting(CheckResult::grade, CheckResult::text)
          .containsExactly(tuple(grade, text));
    }
  }

  /** Simulates Milvus Lite up to 2.5. */
  @Test
  void reportsServerWithoutVersion() {
    try (ScriptedMilvus milvus = new ScriptedMilvus()) {
      milvus.fail("GetVersion", Status.UNIMPLEMENTED);

      assertThat(failures(milvus.uri()))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.subject()).isEqualTo("version");
                assertThat(finding.fault()).contains(Fault.UNSUPPORTED_VERSION);
                assertThat(finding.text()).startsWith("The server reports no version.");
              });
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
    return findings(uri).stream().filter(finding -> finding.grade() == Grade.FAILURE).toList();
  }

  private static List<CheckResult> findings(String uri) {
    List<CheckResult> findings = new ArrayList<>();
    try (GrpcConnections connections =
        new GrpcConnections(new Deadlines(PATIENCE, PATIENCE, PATIENCE), List.of())) {
      connections
          .preflight(
              new ConnectionConfig(uri, "default", new Credentials.None(), Tls.DEFAULT),
              findings::add)
          .run(Optional.empty(), OptionalInt.empty());
    }
    return findings;
  }
}
