package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests that are applied again and again, in any order, as GitOps tools do. */
@ExtendWith(RealParts.Extension.class)
class ApplyIT {

  private static final Pattern FULL_SPEC =
      Pattern.compile("(?s)A policy with every field:\n\n```yaml\n(spec:.*?)\n```\n");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--server-side=false", "--server-side"})
  void showsNoDifferenceWhenAppliedAgain(String way, RealParts parts) throws IOException {
    try (ScriptedMilvus milvus = new ScriptedMilvus();
        MilvusUser user = new MilvusUser(milvus.uri());
        OperatorFixture operator = new OperatorFixture(parts)) {
      user.createCollection("articles", "de");
      Path every = manifest(operator.namespace(), "every", fullSpec());
      Path serving =
          manifest(operator.namespace(), "serving", serving(milvus, "deletionPolicy: Release"));
      for (Path file : List.of(every, serving)) {
        assertThat(kubectl(parts, "apply", way, file).checked()).doesNotContain("Warning");
      }
      operator.awaitReason("serving", "InSync");
      operator.awaitReason("every", "ReferenceNotReady");
      OperatorFixture.soon("the policy has a finalizer")
          .until(() -> !operator.policy("serving").getMetadata().getFinalizers().isEmpty());

      operator.annotate("serving", "residency.milvus.io/requestedAt=now");
      OperatorFixture.soon("the request is handled")
          .until(
              () ->
                  operator
                      .policy("serving")
                      .getStatus()
                      .lastHandledReconcileAt()
                      .equals(Optional.of("now")));
      for (Path file : List.of(every, serving)) {
        Shell.Result diff = kubectl(parts, "diff", way, file);
        assertThat(diff.output()).isEmpty();
        assertThat(diff.code()).isZero();
      }
      String before = operator.policy("serving").getMetadata().getResourceVersion();
      kubectl(parts, "apply", way, serving).checked();
      assertThat(operator.policy("serving").getMetadata().getResourceVersion()).isEqualTo(before);
      assertThat(operator.policy("serving").getMetadata().getAnnotations())
          .containsEntry("residency.milvus.io/requestedAt", "now");
      assertThat(fieldsOfTheOperator(operator.policy("every"))).containsOnly("f:status");
      assertThat(fieldsOfTheOperator(operator.policy("serving")))
          .containsOnly("f:status", "f:metadata.f:finalizers");
    }
  }

  @Test
  void acceptsPolicyBeforeSecretCollectionAndPartition(RealParts parts) throws IOException {
    try (ScriptedMilvus milvus = new ScriptedMilvus();
        MilvusUser user = new MilvusUser(milvus.uri());
        OperatorFixture operator = new OperatorFixture(parts)) {
      String spec = serving(milvus, "").replace("\"}", "\", credentialsSecretRef: {name: loader}}");
      kubectl(parts, "apply", "--server-side", manifest(operator.namespace(), "serving", spec))
          .checked();
      operator.awaitReason("serving", "ReferenceNotReady");
      operator.secret("loader", Map.of("token", "a:b"));
      operator.awaitReason("serving", "CollectionNotFound");
      user.createCollection("articles");
      operator.awaitReason("serving", "PartitionNotFound");
      user.createPartition("articles", "de");
      operator.awaitReason("serving", "InSync");
    }
  }

  private static String serving(ScriptedMilvus milvus, String more) {
    return """
    spec:
      milvus: {uri: "%s"}
      collection: articles
      rules: [{name: serving, match: {names: [de]}, state: Loaded}]
      interval: 5s
      %s
    """
        .formatted(milvus.uri(), more);
  }

  private static String fullSpec() throws IOException {
    Matcher matcher = FULL_SPEC.matcher(Files.readString(Path.of("docs", "reference.md")));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private Path manifest(String namespace, String name, String spec) throws IOException {
    String head =
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: %s, namespace: %s}
        """
            .formatted(name, namespace);
    return Files.writeString(folder.resolve(name + ".yaml"), head + spec);
  }

  private static Shell.Result kubectl(RealParts parts, String command, String way, Path file) {
    return parts.kube().kubectl(command, way, "-f", file.toString());
  }

  /** Returns the fields of all managers but kubectl: of metadata in detail. */
  private static Set<String> fieldsOfTheOperator(PartitionLoadPolicy policy) {
    Set<String> fields = new TreeSet<>();
    List<String> managers = new ArrayList<>();
    for (ManagedFieldsEntry entry : policy.getMetadata().getManagedFields()) {
      if (!entry.getManager().startsWith("kubectl")) {
        managers.add(entry.getManager());
        entry
            .getFieldsV1()
            .getAdditionalProperties()
            .forEach((name, value) -> fields.addAll(detailed(name, value)));
      }
    }
    assertThat(managers).isNotEmpty();
    return fields;
  }

  private static Set<String> detailed(String name, Object value) {
    if (name.equals("f:metadata") && value instanceof Map<?, ?> fields) {
      Set<String> detailed = new TreeSet<>();
      fields.keySet().forEach(field -> detailed.add(name + "." + field));
      return detailed;
    }
    return Set.of(name);
  }
}
