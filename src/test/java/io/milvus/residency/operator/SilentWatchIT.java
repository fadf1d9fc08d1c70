package io.milvus.residency.operator;

import static io.milvus.residency.operator.OperatorFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.TcpRelay;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Connections to the API server that a firewall has forgotten: nothing comes over them any more,
 * and nothing tells that they are dead.
 */
@ExtendWith(RealParts.Extension.class)
class SilentWatchIT {

  /** Longer than a dead connection goes unnoticed. */
  private static final String DELAY = "45s";

  @Test
  void releasesNothingFromOldPoliciesAndNoticesEditsMadeMeanwhile(RealParts parts)
      throws Exception {
    try (ScriptedMilvus milvus = new ScriptedMilvus();
        MilvusUser user = new MilvusUser(milvus.uri());
        TcpRelay api = new TcpRelay("127.0.0.1", 0, parts.kube().uri());
        OperatorFixture operator = new OperatorFixture(parts, api)) {
      user.createCollection("articles", "de", "fr", "old");
      user.load("articles", "fr", "old");
      operator.secret("loader", Map.of("wrong", "key"));
      operator.apply("serving", policy(milvus, "de", ""));
      operator.apply("secret", policy(milvus, "fr", ", credentialsSecretRef: {name: loader}"));
      operator.apply("old", release(milvus, "Released"));
      operator.awaitReason("serving", "InSync");
      operator.awaitReason("secret", "ReferenceNotReady");
      operator.awaitReason("old", "ReleasePending");

      api.freeze();
      operator.secret("loader", Map.of("token", "root:Milvus"));
      soon("not ready").until(() -> probe(operator), is -> is.contains("can't be watched"));
      api.thaw();
      operator.awaitReason("secret", "InSync");
      operator.awaitReason("old", "ReleasePending");
      soon("ready").until(() -> probe(operator), "ok\n"::equals);

      Instant due =
          soon("the release has a time")
              .until(() -> due(operator), Optional::isPresent)
              .orElseThrow();
      api.freeze();
      operator.apply("old", release(milvus, "Loaded"));
      await("the release is long due")
          .atMost(Duration.ofSeconds(90))
          .until(() -> Instant.now().isAfter(due.plusSeconds(15)));
      assertThat(probe(operator)).contains("can't be watched");
      api.thaw();
      operator.awaitReason("old", "InSync");

      assertThat(milvus.received("ReleasePartitions")).isEmpty();
    }
  }

  private static Optional<Instant> due(OperatorFixture operator) {
    return operator.policy("old").getStatus().pending().stream()
        .flatMap(pending -> pending.notBefore().stream())
        .findFirst();
  }

  private static String policy(ScriptedMilvus milvus, String partition, String more) {
    return """
    milvus: {uri: "%s"%s}
    collection: articles
    rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
    interval: 5s
    """
        .formatted(milvus.uri(), more, partition);
  }

  private static String release(ScriptedMilvus milvus, String state) {
    return """
    milvus: {uri: "%s"}
    collection: articles
    rules: [{name: old, match: {names: [old]}, state: %s}]
    interval: 5s
    safety: {releaseDelay: %s}
    """
        .formatted(milvus.uri(), state, DELAY);
  }

  /** Returns the answer of {@code /readyz}. */
  private static String probe(OperatorFixture operator) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + operator.httpPort() + "/readyz");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }
}
