package io.milvus.residency.milvus;

import static io.milvus.residency.milvus.ContractServer.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.Certificates;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two Milvus servers with TLS and authorization; one also demands a client certificate. */
class TlsMilvusIT {

  private static final String COLLECTION = "articles";
  private static final Credentials ROOT = new Credentials.Token("root:Milvus");
  private static final Optional<String> NAME = Optional.of(MilvusServer.TLS_NAME);

  private static Certificates certificates;
  private static Certificates others;
  private static MilvusServer oneSided;
  private static MilvusServer mutual;
  private static GrpcConnections connections;

  @BeforeAll
  static void start() {
    certificates = new Certificates();
    others = new Certificates();
    oneSided = MilvusServer.startWithTls(certificates, false);
    mutual = MilvusServer.startWithTls(certificates, true);
    connections = new GrpcConnections();
    for (MilvusServer server : new MilvusServer[] {oneSided, mutual}) {
      try (MilvusUser root = server.user("root:Milvus")) {
        root.createCollection(COLLECTION, "a");
      }
    }
  }

  @AfterAll
  static void stop() {
    connections.close();
    oneSided.close();
    mutual.close();
    certificates.close();
    others.close();
  }

  private static Tls trusting(Certificates authority) {
    return new Tls(Optional.of(authority.ca()), Optional.empty(), NAME);
  }

  private static Tls identifiedBy(Certificates authority) {
    Certificates.Pair own = authority.sign("loader");
    return new Tls(
        Optional.of(certificates.ca()),
        Optional.of(new Tls.Identity(own.certificate(), own.key())),
        NAME);
  }

  private static Milvus at(String uri, Tls tls) {
    return connections.to(new ConnectionConfig(uri, "default", ROOT, tls));
  }

  private static MilvusException refused(String uri, Tls tls) {
    MilvusException failure = failure(() -> at(uri, tls).look(COLLECTION, Optional.empty()));
    assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE);
    return failure;
  }

  @Test
  void connectsWithTrustedAuthority() throws MilvusException {
    assertThat(at(oneSided.uri(), trusting(certificates)).look(COLLECTION, Optional.empty()).name())
        .isEqualTo(COLLECTION);
  }

  @Test
  void connectsWithClientCertificate() throws MilvusException {
    assertThat(
            at(mutual.uri(), identifiedBy(certificates)).look(COLLECTION, Optional.empty()).name())
        .isEqualTo(COLLECTION);
  }

  @Test
  void reportsUntrustedServerCertificate() {
    assertThat(refused(oneSided.uri(), Tls.DEFAULT.named(NAME))).hasMessageContaining("ca.crt");
    assertThat(refused(oneSided.uri(), trusting(others))).hasMessageContaining("ca.crt");
  }

  @Test
  void reportsServerCertificateWithAnotherName() {
    assertThat(refused(oneSided.uri(), trusting(certificates).named(Optional.of("wrong.test"))))
        .hasMessageContaining("milvus.tls.serverName");
    assertThat(refused(oneSided.uri(), trusting(certificates).named(Optional.empty())))
        .hasMessageContaining("milvus.tls.serverName");
  }

  @Test
  void reportsMissingOrUntrustedClientCertificate() {
    assertThat(refused(mutual.uri(), trusting(certificates))).hasMessageContaining("tls.crt");
    assertThat(refused(mutual.uri(), identifiedBy(others))).hasMessageContaining("tls.crt");
  }

  @Test
  void reportsSchemeThatDoesNotMatchTheServer() {
    String plain = oneSided.uri().replace("https://", "http://");

    assertThat(refused(plain, Tls.DEFAULT)).hasMessageContaining("https://");
    try (ScriptedMilvus unencrypted = new ScriptedMilvus()) {
      String secure = unencrypted.uri().replace("http://", "https://");
      assertThat(refused(secure, trusting(certificates))).hasMessageContaining("http://");
    }
  }
}
