package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealParts.Extension.class)
class IdleIT {

  @Test
  void writesNothingInAnIdlePass(RealParts parts) {
    String collection = MilvusUser.uniqueName("idle");
    parts.user().createCollection(collection, "de", "fr");
    parts.user().load(collection, "fr");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      for (String name : List.of("one", "two", "three")) {
        operator.apply(
            name,
            """
            milvus: {uri: "%s"}
            collection: %s
            rules:
              - {name: serving, match: {names: [de]}, state: Loaded}
              - {name: rest, match: {globs: ["*"]}, state: Released}
            interval: 5s
            safety: {releaseDelay: 1h}
            """
                .formatted(parts.milvus().uri(), collection));
        operator.awaitReason(name, "ReleasePending");
      }
      OperatorFixture.soon("settled")
          .until(() -> !writes(parts, operator, Instant.now().minusSeconds(3)));

      Instant start = Instant.now();
      Awaitility.await("three intervals without a write")
          .during(Duration.ofSeconds(16))
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> !writes(parts, operator, start));

      assertThat(operator.policy("one").getStatus().summary().orElseThrow().toRelease())
          .isEqualTo(1);
    }
  }

  private static boolean writes(RealParts parts, OperatorFixture operator, Instant since) {
    Set<String> verbs = Set.of("create", "update", "patch", "delete");
    return parts.kube().requests().stream()
        .filter(request -> request.at().isAfter(since))
        .filter(request -> request.user().endsWith(":" + RealParts.SERVICE_ACCOUNT))
        .filter(request -> request.uri().contains("/" + operator.namespace() + "/"))
        .anyMatch(request -> verbs.contains(request.verb()));
  }
}
