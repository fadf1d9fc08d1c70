package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A policy that no longer matches its schema, so the API server refuses every write to it. */
class SchemaMismatchIT {

  private static final Path CRD = Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml");

  private final String collection = MilvusUser.uniqueName("unfit");

  @Test
  void reportsBlockedDeletionAndFinishesItOnceSchemaFits() throws IOException {
    String crd = Files.readString(CRD);
    String stricter =
        crd.replaceFirst("(?m)^( +)required: \\[spec\\]$", "$1required: [spec, owner]")
            .replaceFirst("(?m)^( +)spec:$", "$1owner: {type: string}\n$1spec:");
    assertThat(stricter).contains("[spec, owner]", "owner: {type: string}");
    try (RealParts parts = new RealParts(KubeServer.start(), MilvusServer.start()).install();
        OperatorFixture operator = new OperatorFixture(parts)) {
      parts.user().createCollection(collection, "de", "other");
      parts.user().load(collection, "other");
      operator.apply("serving", serving(parts));
      operator.awaitReason("serving", "InSync");

      parts.kube().apply(stricter).checked();
      OperatorFixture.soon("every write is refused")
          .until(() -> write(parts, operator).code(), code -> code != 0);
      operator.delete("serving");

      operator.awaitStates(collection, Map.of("de", "NotLoad"));
      OperatorFixture.soon("an event names the missing field")
          .until(
              () -> notes(parts, operator),
              notes ->
                  notes.stream()
                      .anyMatch(
                          note -> note.contains("deletion is stuck") && note.contains("owner")));
      assertThat(operator.policy("serving")).isNotNull();

      parts.kube().apply(crd).checked();
      OperatorFixture.soon("the policy is gone")
          .atMost(Duration.ofSeconds(90))
          .until(() -> operator.policy("serving") == null);
      assertThat(refusals(parts, operator)).isLessThan(10);
    }
  }

  private static Shell.Result write(RealParts parts, OperatorFixture operator) {
    return parts
        .kube()
        .kubectl(
            "label",
            "--overwrite",
            "plp",
            "serving",
            "-n",
            operator.namespace(),
            "a=" + System.nanoTime());
  }

  private static List<String> notes(RealParts parts, OperatorFixture operator) {
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
        .map(Event::getNote)
        .toList();
  }

  private static long refusals(RealParts parts, OperatorFixture operator) {
    return parts.kube().requests().stream()
        .filter(request -> request.user().endsWith(":" + RealParts.SERVICE_ACCOUNT))
        .filter(request -> request.uri().contains("/" + operator.namespace() + "/"))
        .filter(request -> request.verb().equals("patch") && request.code() == 422)
        .count();
  }

  private String serving(RealParts parts) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: serving, match: {names: [de]}, state: Loaded}]
    load: {replicas: 1}
    interval: 5s
    deletionPolicy: Release
    """
        .formatted(parts.milvus().uri(), collection);
  }
}
