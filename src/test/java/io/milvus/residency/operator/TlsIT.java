package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.Certificates;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Milvus with authorization and mutual TLS, whose certificates come from a Secret. */
@ExtendWith(RealParts.Extension.class)
class TlsIT {

  private final String collection = MilvusUser.uniqueName("tls");

  @Test
  void reportsUnusableTlsSecretAndUsesItOnceItIsRight(RealParts parts) {
    try (Certificates certificates = new Certificates();
        MilvusServer server = MilvusServer.startWithTls(certificates, true);
        MilvusUser root = server.user("root:Milvus");
        OperatorFixture operator = new OperatorFixture(parts)) {
      Certificates.Pair own = certificates.sign("loader");
      root.createCollection(collection, "de");
      operator.secret("token", Map.of("token", "root:Milvus"));
      operator.apply("articles", policy(server.uri()));
      operator.awaitReason("articles", "ReferenceNotReady");
      assertThat(operator.message("articles")).contains("certificates does not exist");

      operator.secret("certificates", Map.of("tls.crt", own.certificate()));
      operator.awaitMessage("articles", "needs both tls.crt and tls.key");

      operator.secret("certificates", Map.of("ca.crt", "nonsense"));
      operator.awaitMessage("articles", "ca.crt holds no certificate");

      operator.secret("certificates", Map.of("ca.crt", certificates.ca()));
      operator.awaitReason("articles", "MilvusUnreachable");
      operator.awaitMessage("articles", "requires a client certificate");

      operator.secret(
          "certificates",
          Map.of("ca.crt", certificates.ca(), "tls.crt", own.certificate(), "tls.key", own.key()));
      operator.awaitReason("articles", "InSync");
      assertThat(root.loadState(collection, "de")).isEqualTo("Loaded");

      Certificates.Pair next = certificates.sign("successor");
      operator.secret(
          "certificates",
          Map.of(
              "ca.crt", certificates.ca(), "tls.crt", next.certificate(), "tls.key", next.key()));
      root.release(collection, "de");
      OperatorFixture.soon("corrected with the next certificate")
          .until(() -> root.loadState(collection, "de").equals("Loaded"));
    }
  }

  private String policy(String uri) {
    return """
    milvus:
      uri: "%s"
      credentialsSecretRef: {name: token}
      tls: {secretRef: {name: certificates}, serverName: %s}
    collection: %s
    rules: [{name: serving, match: {names: [de]}, state: Loaded}]
    interval: 5s
    """
        .formatted(uri, MilvusServer.TLS_NAME, collection);
  }
}
