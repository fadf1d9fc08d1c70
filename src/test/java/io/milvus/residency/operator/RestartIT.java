package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Servers that go down and come back. Each test starts its own and leaves the shared ones alone.
 */
@ExtendWith(RealParts.Extension.class)
class RestartIT {

  private final String collection = MilvusUser.uniqueName("restart");

  @Test
  void recoversWhenMilvusRestarts(RealParts parts) {
    try (MilvusServer milvus = MilvusServer.start();
        MilvusUser user = new MilvusUser(milvus.uri());
        OperatorFixture operator = new OperatorFixture(parts)) {
      user.createCollection(collection, "de");
      operator.apply("serving", policy(milvus.uri()));
      operator.awaitReason("serving", "InSync");

      milvus.kill();
      operator.awaitReason("serving", "MilvusUnreachable");
      milvus.run();

      OperatorFixture.soon("in sync again")
          .atMost(Duration.ofMinutes(2))
          .until(() -> operator.reason("serving").equals("InSync"));
      assertThat(user.loadState(collection, "de")).isEqualTo("Loaded");
    }
  }

  @Test
  void keepsReconcilingWhileApiServerIsDownAndRecovers(RealParts shared) {
    try (RealParts parts = new RealParts(KubeServer.start(), MilvusServer.start());
        OperatorFixture operator = new OperatorFixture(parts.install())) {
      parts.user().createCollection(collection, "de", "fr");
      operator.apply("serving", policy(parts.milvus().uri()));
      operator.awaitReason("serving", "InSync");

      parts.kube().killApi();
      OperatorFixture.soon("not ready").until(() -> readyz(operator) == 503);
      assertThat(get(operator, "/healthz")).isEqualTo(200);
      parts.user().release(collection, "de");
      operator.awaitStates(collection, Map.of("de", "Loaded"));

      parts.kube().startApi();
      OperatorFixture.soon("ready").until(() -> readyz(operator) == 200);
      operator.apply("serving", policy(parts.milvus().uri()).replace("[de]", "[de, fr]"));
      operator.awaitReason("serving", "InSync");
      assertThat(parts.user().loadState(collection, "fr")).isEqualTo("Loaded");
    }
  }

  private static int readyz(OperatorFixture operator) {
    return get(operator, "/readyz");
  }

  private static int get(OperatorFixture operator, String path) {
    URI uri = URI.create("http://127.0.0.1:" + operator.httpPort() + path);
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private String policy(String uri) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: serving, match: {names: [de]}, state: Loaded}]
    interval: 5s
    """
        .formatted(uri, collection);
  }
}
