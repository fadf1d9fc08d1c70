package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CRD that comes late, is lost, or is of another version than the operator. */
class LifecycleIT {

  private static final Path CRD = Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml");
  private static final String NAME = "partitionloadpolicies.residency.milvus.io";
  private static final String CHART = "deploy/chart";

  private final ScriptedMilvus milvus = new ScriptedMilvus();
  private final MilvusUser user = new MilvusUser(milvus.uri());
  @TempDir private Path folder;

  @BeforeEach
  void createCollection() {
    user.createCollection("articles", "de", "t_1", "t_2", "t_3");
    user.load("articles", "t_1", "t_2", "t_3");
  }

  @AfterEach
  void stop() {
    user.close();
    milvus.close();
  }

  private String policy(String rest, String more) {
    return """
    milvus: {uri: "%s"}
    collection: articles
    rules:
      - {name: serving, match: {names: [de]}, state: Loaded}
      - {name: rest, match: {globs: ["t_*"]}, %s}
    interval: 5s
    safety: {releaseDelay: 0s}
    %s
    """
        .formatted(milvus.uri(), rest, more);
  }

  @Test
  void startsBeforeTheCrd() {
    try (InstalledOperator operator = new InstalledOperator(folder)) {
      operator.helm("install", CHART, "crds.install=false");
      OperatorFixture.soon("the missing CRD is logged")
          .until(() -> operator.output().contains("Install the CRD"));
      assertThat(operator.output()).doesNotContain("Started");

      operator.kube().kubectl("apply", "-k", "crds").checked();
      OperatorFixture.soon("the CRD is served")
          .until(() -> operator.kube().kubectl("get", "plp").code() == 0);
      operator.apply("default", "serving", policy("state: Ignored", ""));

      operator.awaitReady("default", "serving", "InSync");
    }
  }

  @Test
  void changesNothingWhenTheCrdIsLostAndContinuesWhenItIsBack() {
    try (InstalledOperator operator = new InstalledOperator(folder)) {
      operator.helm("install", CHART);
      operator.apply("default", "serving", policy("state: Ignored", ""));
      operator.awaitReady("default", "serving", "InSync");

      operator.kube().kubectl("delete", "crd", NAME, "--timeout=30s").checked();
      OperatorFixture.soon("the lost CRD is logged")
          .until(() -> operator.output().contains("Install the CRD"));
      assertThat(milvus.received("ReleasePartitions")).isEmpty();
      assertThat(user.loadState("articles", "de")).isEqualTo("Loaded");

      operator.kube().kubectl("apply", "-k", "crds").checked();
      OperatorFixture.soon("the CRD is served")
          .until(() -> operator.kube().kubectl("get", "plp").code() == 0);
      operator.apply("default", "serving", policy("state: Ignored", ""));
      operator.awaitReady("default", "serving", "InSync");
      user.release("articles", "de");
      OperatorFixture.soon("de is loaded again")
          .until(() -> user.loadState("articles", "de").equals("Loaded"));
    }
  }

  @Test
  void releasesForDeletionPolicyReleaseWhenTheCrdIsDeleted() {
    try (InstalledOperator operator = new InstalledOperator(folder)) {
      operator.helm("install", CHART);
      operator.apply("default", "serving", policy("state: Ignored", "deletionPolicy: Release"));
      operator.awaitReady("default", "serving", "InSync");

      operator.kube().kubectl("delete", "crd", NAME, "--timeout=60s").checked();

      assertThat(milvus.received("ReleasePartitions")).hasSize(1);
      assertThat(user.loadState("articles", "de")).isEqualTo("NotLoad");
      assertThat(user.loadState("articles", "t_1")).isEqualTo("Loaded");
    }
  }

  @Test
  void changesNothingForFieldsOfNewerCrdAndMeasuresTheirLossAsAnEdit() throws IOException {
    String crd = Files.readString(CRD);
    String newer =
        crd.replaceFirst("(?m)^( +)keepLast:$", "$1sample: {type: integer}\n$1keepLast:");
    assertThat(newer).contains("sample: {type: integer}");
    try (InstalledOperator operator = new InstalledOperator(folder)) {
      operator.helm("install", CHART);
      operator.kube().apply(newer).checked();
      OperatorFixture.soon("the newer CRD is served")
          .until(() -> operator.kube().kubectl("explain", "plp.spec.rules.sample").code() == 0);

      operator.apply("default", "serving", policy("sample: 1, state: Released", ""));
      operator.awaitReady("default", "serving", "InvalidSpec");
      assertThat(operator.ready("default", "serving")).contains("sample");

      operator.kube().apply(crd).checked();
      operator.helm("upgrade", CHART);
      operator.awaitReady("default", "serving", "ReleaseBlocked");
      assertThat(user.loadState("articles", "t_1")).isEqualTo("Loaded");
      assertThat(milvus.received("ReleasePartitions")).isEmpty();
    }
  }
}
