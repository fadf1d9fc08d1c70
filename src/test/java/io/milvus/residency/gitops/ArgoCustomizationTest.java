package io.milvus.residency.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.TimeZones;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.report.StatusFactory;
import io.milvus.residency.schema.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The health check and actions for Argo CD, and the test files that its own tests would read. */
class ArgoCustomizationTest {

  private static final Path FOLDER =
      Path.of("deploy", "argocd", "residency.milvus.io", "PartitionLoadPolicy");
  private static final Path ACTIONS = FOLDER.resolve("actions");
  private static final String REQUESTED_AT = "requestedAt";
  private static final YAMLMapper YAML = new YAMLMapper();

  @TestFactory
  Stream<DynamicTest> reportsHealthOfTheTestFile() {
    return tests(FOLDER.resolve("health_test.yaml"), "tests")
        .map(
            test ->
                dynamicTest(
                    test.path("inputPath").asText(),
                    () ->
                        assertThat(health(policy(FOLDER, test, "inputPath")))
                            .isEqualTo(test.path("healthStatus"))));
  }

  @TestFactory
  Stream<DynamicTest> offersActionsOfTheTestFile() {
    return tests(ACTIONS.resolve("action_test.yaml"), "discoveryTests")
        .map(
            test ->
                dynamicTest(
                    test.path("inputPath").asText(),
                    () ->
                        assertThat(actions(policy(ACTIONS, test, "inputPath")))
                            .containsExactlyInAnyOrderElementsOf(test.path("result"))));
  }

  @TestFactory
  Stream<DynamicTest> changesPoliciesAsTheTestFileSays() {
    return tests(ACTIONS.resolve("action_test.yaml"), "actionTests")
        .map(
            test ->
                dynamicTest(
                    test.path("action").asText() + " " + test.path("inputPath").asText(),
                    () ->
                        assertThat(
                                withFixedTime(
                                    action(test.path("action").asText())
                                        .change(policy(ACTIONS, test, "inputPath"))))
                            .isEqualTo(
                                withFixedTime(policy(ACTIONS, test, "expectedOutputPath")))));
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void reportsHealthOfEveryReason(Reason reason) {
    String expected =
        switch (reason.kind()) {
          case READY -> reason == Reason.SUSPENDED ? "Suspended" : "Healthy";
          case RECONCILING -> "Progressing";
          case STALLED -> "Degraded";
        };

    assertThat(health(policy(2, status(reason))).path("status").asText()).isEqualTo(expected);
    assertThat(health(policy(3, status(reason))).path("status").asText()).isEqualTo("Progressing");
  }

  @Test
  void changesNothingButTheAnnotation() {
    for (JsonNode test : tests(ACTIONS.resolve("action_test.yaml"), "actionTests").toList()) {
      JsonNode before = policy(ACTIONS, test, "inputPath");
      JsonNode after = action(test.path("action").asText()).change(before);

      assertThat(withoutAnnotations(after)).isEqualTo(withoutAnnotations(before));
    }
  }

  @Test
  void readsEveryPolicyInTheTestFolders() throws IOException {
    Schema schema =
        Schema.of(
            YAML.readTree(
                Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml").toFile()),
            "v1alpha1",
            TimeZones::find);
    Set<Path> files = new TreeSet<>(files(FOLDER.resolve("testdata")));
    files.addAll(files(ACTIONS.resolve("testdata")));

    for (Path file : files) {
      JsonNode policy = YAML.readTree(file.toFile());
      assertThat(schema.check((ObjectNode) policy, Optional.empty())).as("%s", file).isEmpty();
    }
    assertThat(files).isEqualTo(mentioned());
  }

  @Test
  void copiesTheScriptsIntoThePatchOfTheConfigMap() throws IOException {
    JsonNode data = read(Path.of("deploy", "argocd", "argocd-cm.yaml")).path("data");
    String kind = "residency.milvus.io_PartitionLoadPolicy";
    JsonNode actions = YAML.readTree(data.path("resource.customizations.actions." + kind).asText());

    assertThat(data.path("resource.customizations.health." + kind).asText())
        .isEqualTo(Files.readString(FOLDER.resolve("health.lua")));
    assertThat(actions.path("discovery.lua").asText())
        .isEqualTo(Files.readString(ACTIONS.resolve("discovery.lua")));
    Set<String> names = new TreeSet<>();
    for (JsonNode action : actions.path("definitions")) {
      String name = action.path("name").asText();
      names.add(name);
      assertThat(action.path("action.lua").asText())
          .isEqualTo(Files.readString(ACTIONS.resolve(name).resolve("action.lua")));
    }
    assertThat(names).containsExactly("approve", "hold", "reconcile", "resume");
  }

  private static PolicyStatus status(Reason reason) {
    return StatusFactory.status(
        PolicyStatus.EMPTY,
        2,
        EffectiveMode.of(Mode.ENFORCE, Annotations.NONE),
        Annotations.NONE,
        new PassOutcome.Failed(reason, "A message."),
        Instant.parse("2026-11-27T10:00:00Z"));
  }

  private static ObjectNode policy(long generation, PolicyStatus status) {
    ObjectNode policy = YAML.createObjectNode();
    policy.putObject("metadata").put("generation", generation);
    policy.set("status", Serialization.unmarshal(Serialization.asJson(status), ObjectNode.class));
    return policy;
  }

  private static JsonNode health(JsonNode policy) {
    return new ArgoScript(FOLDER.resolve("health.lua")).run(policy);
  }

  /** Returns the offered actions, each with its name. */
  private static List<JsonNode> actions(JsonNode policy) {
    List<JsonNode> actions = new ArrayList<>();
    new ArgoScript(ACTIONS.resolve("discovery.lua"))
        .run(policy)
        .properties()
        .forEach(
            action -> actions.add(((ObjectNode) action.getValue()).put("name", action.getKey())));
    return actions;
  }

  private static ArgoScript action(String name) {
    return new ArgoScript(ACTIONS.resolve(name).resolve("action.lua"));
  }

  private static Stream<JsonNode> tests(Path file, String key) {
    List<JsonNode> tests = new ArrayList<>();
    read(file).path(key).forEach(tests::add);
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private static JsonNode policy(Path folder, JsonNode test, String key) {
    return read(folder.resolve(test.path(key).asText()));
  }

  private static JsonNode read(Path file) {
    try {
      return ArgoScript.normalized(YAML.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode withFixedTime(JsonNode policy) {
    JsonNode annotations = policy.at("/metadata/annotations");
    String key = "residency.milvus.io/" + REQUESTED_AT;
    if (annotations.has(key)) {
      assertThat(Instant.parse(annotations.path(key).asText())).isNotNull();
      ((ObjectNode) annotations).put(key, REQUESTED_AT);
    }
    return ArgoScript.normalized(policy);
  }

  private static JsonNode withoutAnnotations(JsonNode policy) {
    ObjectNode copy = policy.deepCopy();
    ((ObjectNode) copy.path("metadata")).remove("annotations");
    return ArgoScript.normalized(copy);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static Set<Path> mentioned() {
    Set<Path> files = new TreeSet<>();
    tests(FOLDER.resolve("health_test.yaml"), "tests")
        .forEach(test -> files.add(FOLDER.resolve(test.path("inputPath").asText())));
    Path actions = ACTIONS.resolve("action_test.yaml");
    Stream.concat(tests(actions, "discoveryTests"), tests(actions, "actionTests"))
        .flatMap(test -> Stream.of(test.path("inputPath"), test.path("expectedOutputPath")))
        .filter(JsonNode::isTextual)
        .forEach(path -> files.add(ACTIONS.resolve(path.asText())));
    return files;
  }
}
