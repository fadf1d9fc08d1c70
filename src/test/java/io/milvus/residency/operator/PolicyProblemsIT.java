package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.reconcile.EndpointAllowList;
import io.milvus.residency.testkit.BrokenServers;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Problems of one policy, which its status reports and which do not affect other policies. */
@ExtendWith(RealParts.Extension.class)
class PolicyProblemsIT {

  private final String collection = MilvusUser.uniqueName("trouble");

  @Test
  void reconcilesHealthyServerBesideBrokenOnes(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (BrokenServers broken = new BrokenServers();
        OperatorFixture operator = new OperatorFixture(parts)) {
      Map<String, String> uris = broken.uris();
      for (int i = 0; i < 8; i++) {
        int number = i;
        uris.forEach((failure, uri) -> operator.apply(failure + "-" + number, policy(uri, "")));
      }
      Instant start = Instant.now();
      operator.apply("healthy", policy(parts.milvus().uri(), ""));
      operator.awaitReason("healthy", "InSync");

      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
      uris.keySet().forEach(failure -> operator.awaitReason(failure + "-0", "MilvusUnreachable"));
      assertThat(operator.message("refusing-0")).contains("Connection refused");
      assertThat(operator.message("silent-0")).contains("did not answer");
      assertThat(operator.message("idle-0")).contains("did not answer");
      assertThat(operator.message("nameless-0")).contains("milvus.invalid");
    }
  }

  @Test
  void reportsEndpointThatIsNotAllowed(RealParts parts) {
    parts.user().createCollection(collection, "de");
    EndpointAllowList allowed = new EndpointAllowList(List.of("*.svc:19530"));
    try (OperatorFixture operator = new OperatorFixture(parts, Clock.systemUTC(), allowed)) {
      operator.apply("steering", policy(parts.milvus().uri(), ""));
      operator.awaitReason("steering", "EndpointNotAllowed");

      assertThat(operator.message("steering")).contains("127.0.0.1:", "--milvus-endpoints");
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("NotLoad");
    }
  }

  @Test
  void reportsMissingAndWrongCredentialsUntilTheyAreRight(RealParts parts) {
    try (MilvusServer secured = MilvusServer.startWithAuthorization();
        MilvusUser root = new MilvusUser(secured.uri(), "root:Milvus");
        OperatorFixture operator = new OperatorFixture(parts)) {
      root.createCollection(collection, "de");
      operator.apply("anonymous", policy(secured.uri(), ""));
      operator.awaitReason("anonymous", "Unauthenticated");

      operator.apply("named", policy(secured.uri(), ", credentialsSecretRef: {name: loader}"));
      operator.awaitReason("named", "ReferenceNotReady");
      assertThat(operator.message("named")).contains("loader does not exist");

      operator.secret("loader", Map.of("token", "root:wrong"));
      operator.awaitReason("named", "Unauthenticated");

      operator.secret("loader", Map.of("username", "root"));
      operator.awaitReason("named", "ReferenceNotReady");
      assertThat(operator.message("named")).contains("needs the key");

      operator.secret("loader", Map.of("username", "root", "password", "Milvus"));
      operator.awaitReason("named", "InSync");
      assertThat(root.loadState(collection, "de")).isEqualTo("Loaded");
      assertThat(warnings(parts, operator))
          .as("one warning, only for the policy with credentials")
          .containsExactly("named 1");
    }
  }

  /** Returns each policy with a warning of unencrypted credentials, and the number of warnings. */
  private static List<String> warnings(RealParts parts, OperatorFixture operator) {
    return parts
        .kube()
        .admin()
        .events()
        .v1()
        .events()
        .inNamespace(operator.namespace())
        .list()
        .getItems()
        .stream()
        .filter(event -> event.getReason().equals("InsecureCredentials"))
        .map(
            event ->
                event.getRegarding().getName()
                    + " "
                    + (event.getSeries() == null ? 1 : event.getSeries().getCount()))
        .toList();
  }

  private String policy(String uri, String credentials) {
    return """
    milvus: {uri: "%s"%s}
    collection: %s
    rules: [{name: serving, match: {names: [de]}, state: Loaded}]
    interval: 5s
    """
        .formatted(uri, credentials, collection);
  }
}
