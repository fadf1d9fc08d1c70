package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.demo.OperatorProcess;
import io.milvus.residency.testkit.Certificates;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Milvus whose certificate Java trusts by default, like that of a cloud service. */
@ExtendWith(RealParts.Extension.class)
class PublicAddressIT {

  private final String collection = MilvusUser.uniqueName("public");
  @TempDir private Path folder;

  @Test
  void connectsOverHttpsWithOnlyAToken(RealParts parts) throws IOException {
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 " + MilvusServer.TLS_NAME + "\n");
    try (Certificates authority = new Certificates();
        MilvusServer server = MilvusServer.startWithTls(authority, false);
        MilvusUser root = server.user("root:Milvus");
        OperatorFixture operator = new OperatorFixture(parts);
        ChildProcess process =
            OperatorProcess.start(parts, settings(operator, hosts, authority.trustedByJava()))) {
      operator.stopOperator();
      root.createCollection(collection, "de");
      operator.secret("token", Map.of("token", "root:Milvus"));

      operator.apply("articles", policy(URI.create(server.uri()).getPort()));

      operator.awaitReason("articles", "InSync");
      assertThat(root.loadState(collection, "de")).isEqualTo("Loaded");
      assertThat(process.alive()).isTrue();
    }
  }

  /** Returns settings that resolve host names from a file and set the trust store of Java. */
  private static Map<String, String> settings(OperatorFixture operator, Path hosts, String trust) {
    return Map.of(
        "RESIDENCY_NAMESPACES",
        operator.namespace(),
        "JAVA_TOOL_OPTIONS",
        "-Djdk.net.hosts.file=" + hosts + " " + trust);
  }

  private String policy(int port) {
    return """
    milvus: {uri: "https://%s:%d", credentialsSecretRef: {name: token}}
    collection: %s
    rules: [{name: serving, match: {names: [de]}, state: Loaded}]
    interval: 5s
    """
        .formatted(MilvusServer.TLS_NAME, port, collection);
  }
}
