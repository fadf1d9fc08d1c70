package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.Certificates;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TlsTest {

  private static final String NONSENSE = "-----BEGIN nonsense-----";

  private static Certificates certificates;

  @BeforeAll
  static void sign() {
    certificates = new Certificates();
  }

  @AfterAll
  static void close() {
    certificates.close();
  }

  private static Tls tls(String ca, String certificate, String key) {
    return new Tls(
        Optional.of(ca), Optional.of(new Tls.Identity(certificate, key)), Optional.empty());
  }

  @Test
  void acceptsValidCertificatesAndKey() {
    Certificates.Pair pair = certificates.sign("loader");

    assertThat(Tls.DEFAULT.problem()).isEmpty();
    assertThat(tls(certificates.ca(), pair.certificate(), pair.key()).problem()).isEmpty();
  }

  @Test
  void namesTheMalformedPart() {
    Certificates.Pair pair = certificates.sign("loader");
    String ca = certificates.ca();

    assertThat(tls(NONSENSE, pair.certificate(), pair.key()).problem())
        .get()
        .asString()
        .contains("ca.crt");
    assertThat(tls(ca, NONSENSE, pair.key()).problem()).get().asString().contains("tls.crt");
    assertThat(tls(ca, pair.certificate(), NONSENSE).problem())
        .get()
        .asString()
        .contains("tls.key");
  }

  @Test
  void neverShowsTheKey() {
    Certificates.Pair pair = certificates.sign("loader");
    Tls tls = tls(certificates.ca(), pair.certificate(), pair.key());

    assertThat(tls.toString()).doesNotContain("PRIVATE KEY").doesNotContain(pair.key());
  }
}
