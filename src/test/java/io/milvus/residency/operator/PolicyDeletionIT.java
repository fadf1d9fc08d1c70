package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletion of a policy, and its effect on the partitions. */
@ExtendWith(RealParts.Extension.class)
class PolicyDeletionIT {

  private final String collection = MilvusUser.uniqueName("departure");

  @Test
  void releasesOnlyPartitionsThatNoOtherPolicyWants(RealParts parts) {
    parts.user().createCollection(collection, "de", "fr", "other");
    parts.user().load(collection, "other");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", serving(parts, "[de, fr]", "Release"));
      operator.apply("keeper", serving(parts, "[fr]", "Retain"));
      operator.awaitReason("serving", "InSync");
      operator.awaitReason("keeper", "InSync");
      assertThat(operator.policy("serving").getMetadata().getFinalizers()).hasSize(1);
      assertThat(operator.policy("keeper").getMetadata().getFinalizers()).isEmpty();

      operator.delete("serving");

      operator.awaitStates(collection, Map.of("de", "NotLoad", "fr", "Loaded", "other", "Loaded"));
      OperatorFixture.soon("the policy is gone").until(() -> operator.policy("serving") == null);
    }
  }

  @Test
  void deletesPolicyOnHoldWithoutReleasing(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", serving(parts, "[de, _default]", "Release"));
      operator.awaitReason("serving", "InSync");
      operator.annotate("serving", "residency.milvus.io/hold=true");
      operator.awaitReason("serving", "Observing");

      operator.delete("serving");

      OperatorFixture.soon("the policy is gone").until(() -> operator.policy("serving") == null);
      operator.awaitStates(collection, Map.of("de", "Loaded"));
    }
  }

  @Test
  void removesFinalizerWhenDeletionPolicyBecomesRetain(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", serving(parts, "[de]", "Release"));
      operator.awaitReason("serving", "InSync");

      operator.apply("serving", serving(parts, "[de]", "Retain"));

      OperatorFixture.soon("the finalizer is removed")
          .until(() -> operator.policy("serving").getMetadata().getFinalizers().isEmpty());
    }
  }

  @Test
  void usesLastReadListWhenListAndPolicyAreDeleted(RealParts parts) {
    parts.user().createCollection(collection, "u_1", "u_2");
    parts.user().load(collection, "_default");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.list("users", "u_1");
      operator.apply("on-demand", onDemand(parts));
      operator.awaitReason("on-demand", "InSync");
      parts.user().load(collection, "u_2");
      operator.awaitStates(collection, Map.of("u_2", "Loaded"));

      configMap(parts, operator).delete();
      operator.awaitReason("on-demand", "ReferenceNotReady");
      operator.delete("on-demand");

      operator.awaitStates(collection, Map.of("u_1", "NotLoad", "u_2", "Loaded"));
      OperatorFixture.soon("the policy is gone").until(() -> operator.policy("on-demand") == null);
      assertThat(operator.eventNotes()).noneMatch(note -> note.contains("The policy was deleted"));
    }
  }

  @Test
  void keepsAndReportsPartitionsOfListThatWasNeverRead(RealParts parts) {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    InstantSource time = () -> Instant.now().plus(ahead.get());
    parts.user().createCollection(collection, "u_1", "u_2");
    parts.user().load(collection, "_default");
    try (OperatorFixture operator = new OperatorFixture(parts, time.withZone(ZoneOffset.UTC))) {
      operator.list("users", "u_1");
      operator.apply("on-demand", onDemand(parts));
      operator.awaitReason("on-demand", "InSync");
      operator.stopOperator();
      configMap(parts, operator).delete();
      operator.delete("on-demand");
      operator.startOperator();
      operator.awaitStates(collection, Map.of("_default", "NotLoad", "u_1", "Loaded"));
      assertThat(operator.policy("on-demand")).isNotNull();

      ahead.set(Duration.ofMinutes(2));

      OperatorFixture.soon("the policy is gone").until(() -> operator.policy("on-demand") == null);
      OperatorFixture.soon("an event names what stays loaded")
          .until(
              operator::eventNotes,
              notes ->
                  notes.stream()
                      .anyMatch(
                          note ->
                              note.contains("not released: u_1. Rule on-demand: ConfigMap")
                                  && note.contains("users does not exist")));
      operator.awaitStates(collection, Map.of("u_1", "Loaded"));
    }
  }

  @Test
  void reportsPartitionsLeftLoadedByPolicyOnHold(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", serving(parts, "[de, _default]", "Release"));
      operator.awaitReason("serving", "InSync");
      operator.annotate("serving", "residency.milvus.io/hold=true");
      operator.awaitReason("serving", "Observing");

      operator.delete("serving");

      OperatorFixture.soon("an event reports the hold")
          .until(
              operator::eventNotes,
              notes ->
                  notes.stream()
                      .anyMatch(
                          note ->
                              note.contains("residency.milvus.io/hold is set")
                                  && note.contains("rules: serving")
                                  && note.contains("2 of their partitions were loaded")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Release", "Retain"})
  void ignoresClaimsOfDeletedPolicyKeptByAnotherFinalizer(String deletionPolicy, RealParts parts) {
    parts.user().createCollection(collection, "de", "fr", "other");
    parts.user().load(collection, "other");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.apply("serving", serving(parts, "[de]", deletionPolicy));
      operator.apply("sibling", serving(parts, "[fr]", "Retain"));
      operator.awaitReason("serving", "InSync");
      operator.awaitReason("sibling", "InSync");

      // The API server adds a finalizer for this propagation policy; nothing removes it here.
      parts
          .kube()
          .admin()
          .resources(PartitionLoadPolicy.class)
          .inNamespace(operator.namespace())
          .withName("serving")
          .withPropagationPolicy(DeletionPropagation.FOREGROUND)
          .delete();
      OperatorFixture.soon("only the other finalizer is left")
          .until(
              () -> operator.policy("serving").getMetadata().getFinalizers(),
              List.of("foregroundDeletion")::equals);
      parts.user().release(collection, "de");
      parts.user().release(collection, "fr");

      operator.awaitStates(collection, Map.of("fr", "Loaded"));
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("NotLoad");
      operator.apply("frees", serving(parts, "[de]", "Retain").replace("Loaded", "Released"));
      operator.awaitReason("frees", "InSync");
    }
  }

  private static Resource<ConfigMap> configMap(RealParts parts, OperatorFixture operator) {
    return parts.kube().admin().configMaps().inNamespace(operator.namespace()).withName("users");
  }

  private String onDemand(RealParts parts) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules:
      - name: on-demand
        match: {globs: ["u_*"]}
        listedIn: {configMapKeyRef: {name: users, key: names}}
        state: Loaded
      - {name: rest, match: {names: [_default]}, state: Loaded}
    interval: 1h
    deletionPolicy: Release
    """
        .formatted(parts.milvus().uri(), collection);
  }

  private String serving(RealParts parts, String names, String deletionPolicy) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: serving, match: {names: %s}, state: Loaded}]
    interval: 5s
    deletionPolicy: %s
    """
        .formatted(parts.milvus().uri(), collection, names, deletionPolicy);
  }
}
