package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.demo.OperatorProcess;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.TcpRelay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An IPv6 address, and a host name whose address changes like that of a Service. */
@ExtendWith(RealParts.Extension.class)
class AddressIT {

  private static final String HOST = "milvus.test";

  private final String collection = MilvusUser.uniqueName("address");
  @TempDir private Path folder;

  @Test
  void followsHostNameToItsNewAddress(RealParts parts) throws IOException {
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 " + HOST + "\n");
    parts.user().createCollection(collection, "de");
    try (TcpRelay first = new TcpRelay("127.0.0.1", 0, parts.milvus().uri());
        OperatorFixture operator = new OperatorFixture(parts);
        ChildProcess process = OperatorProcess.start(parts, settings(operator, hosts))) {
      operator.stopOperator();
      operator.apply("articles", policy(HOST, first.port()));
      operator.awaitReason("articles", "InSync");

      first.stop();
      operator.awaitReason("articles", "MilvusUnreachable");
      Files.writeString(hosts, "127.0.0.2 " + HOST + "\n");
      try (TcpRelay second = new TcpRelay("127.0.0.2", first.port(), parts.milvus().uri())) {
        parts.user().release(collection, "de");
        // Java and gRPC each cache a resolved host name for 30 s.
        Awaitility.await("corrected through " + second.port())
            .atMost(Duration.ofSeconds(100))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> parts.user().loadState(collection, "de").equals("Loaded"));
        operator.awaitReason("articles", "InSync");
      }
      assertThat(process.alive()).isTrue();
    }
  }

  /** Accepts different spellings in the policy and in the list of allowed endpoints. */
  @Test
  void connectsToIpv6AddressInAnySpelling(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (TcpRelay relay = new TcpRelay("::1", 0, parts.milvus().uri());
        OperatorFixture operator = new OperatorFixture(parts);
        ChildProcess process =
            OperatorProcess.start(
                parts,
                Map.of(
                    "RESIDENCY_NAMESPACES",
                    operator.namespace(),
                    "RESIDENCY_MILVUS_ENDPOINTS",
                    "[0::1]:" + relay.port()))) {
      operator.stopOperator();
      operator.apply("articles", policy("[0:0:0:0:0:0:0:1]", relay.port()));
      operator.apply("elsewhere", policy("[::2]", relay.port()));

      operator.awaitReason("articles", "InSync");
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("Loaded");
      operator.awaitReason("elsewhere", "EndpointNotAllowed");
      assertThat(process.alive()).isTrue();
    }
  }

  /** Returns settings that resolve host names from a file instead of DNS. */
  private static Map<String, String> settings(OperatorFixture operator, Path hosts) {
    return Map.of(
        "RESIDENCY_NAMESPACES",
        operator.namespace(),
        "JAVA_TOOL_OPTIONS",
        "-Djdk.net.hosts.file=" + hosts);
  }

  private String policy(String host, int port) {
    return """
    milvus: {uri: "http://%s:%d"}
    collection: %s
    rules: [{name: serving, match: {names: [de]}, state: Loaded}]
    interval: 5s
    """
        .formatted(host, port, collection);
  }
}
