package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.Helm;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The chart, installed, upgraded and uninstalled at a real API server. */
@ExtendWith(RealParts.Extension.class)
class HelmIT {

  private static final String CHART = "deploy/chart";
  private static final String CRD = "partitionloadpolicies.residency.milvus.io";

  private final String collection = MilvusUser.uniqueName("chart");
  @TempDir private Path folder;

  @Test
  void installsUpgradesAndUninstallsWithoutATrace(RealParts parts) throws IOException {
    parts.user().createCollection(collection, "de");
    try (InstalledOperator operator = new InstalledOperator(folder)) {
      operator.helm("install", CHART, "mode=Observe");
      operator.apply("default", "serving", policy(parts, "") + "deletionPolicy: Release\n");
      operator.awaitReady("default", "serving", "Observing: The operator runs in mode Observe");
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("NotLoad");

      operator.helm("upgrade", chartWithAnotherCrd(), "mode=Enforce");
      operator.awaitReady("default", "serving", "InSync");
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("Loaded");
      assertThat(operator.policy("default", "serving").get().getFinalizers()).hasSize(1);
      assertThat(operator.kube().kubectl("get", "plp").checked()).contains("ADDED");

      operator.helm("upgrade", CHART, "mode=Observe");
      OperatorFixture.soon("the finalizer is removed")
          .until(() -> operator.policy("default", "serving").get().getFinalizers().isEmpty());
      String output = operator.uninstall().checked();

      assertThat(output).contains("kept due to the resource policy", "partitionloadpolicies");
      assertThat(operator.policy("default", "serving").get()).isNotNull();
      assertThat(left(operator)).isEmpty();
      assertThat(parts.user().loadState(collection, "de")).isEqualTo("Loaded");
      operator.kube().kubectl("delete", "plp", "serving", "--timeout=20s").checked();

      operator.helm("install", CHART);
      operator.apply("default", "serving", policy(parts, ""));
      operator.awaitReady("default", "serving", "InSync");
    }
  }

  @Test
  void readsNamedSecretsOnly(RealParts parts) {
    parts.user().createCollection(collection, "de", "fr");
    try (InstalledOperator operator = new InstalledOperator(folder)) {
      operator.createNamespace("search");
      for (String name : List.of("loader", "other")) {
        operator
            .kube()
            .kubectl(
                "create", "secret", "generic", name, "-n", "search", "--from-literal=token=a:b")
            .checked();
      }
      String named = "rbac.secrets.search={loader}";
      operator.helm("install", CHART, "namespaces={search}", named);
      operator.apply("search", "allowed", policy(parts, ", credentialsSecretRef: {name: loader}"));
      operator.apply("search", "refused", policy(parts, ", credentialsSecretRef: {name: other}"));

      operator.awaitReady("search", "allowed", "InSync");
      operator.awaitReady(
          "search",
          "refused",
          "ReferenceNotReady: The operator may not read Secret search/other: grant it list and"
              + " watch.");
      parts.user().release(collection, "de");
      OperatorFixture.soon("de is loaded again")
          .until(() -> parts.user().loadState(collection, "de").equals("Loaded"));
      assertThat(operator.output())
          .contains("Started: policies of [search]")
          .doesNotContain("\tat ");
      assertThat(operator.kube().requests())
          .filteredOn(request -> request.user().endsWith(":" + RealParts.SERVICE_ACCOUNT))
          .filteredOn(request -> request.code() == 403)
          .allMatch(request -> request.uri().contains("/namespaces/search/secrets?"))
          .allMatch(request -> request.uri().contains("metadata.name%3Dother"))
          .isNotEmpty();

      operator.helm("upgrade", CHART, "namespaces={search}", "rbac.secrets.search={loader,other}");
      operator.awaitReady("search", "refused", "InSync");
    }
  }

  @Test
  void takesOverWhatKubectlHasInstalled(RealParts parts) {
    parts.user().createCollection(collection, "de");
    try (InstalledOperator operator = new InstalledOperator(folder)) {
      KubeServer kube = operator.kube();
      kube.kubectl("apply", "-k", "deploy").checked();
      kube.kubectl("wait", "--for=condition=Established", "crd", CRD).checked();
      operator.apply("default", "serving", policy(parts, ""));

      assertThat(install(kube).output()).contains("invalid ownership metadata");
      install(kube, "--take-ownership").checked();
      operator.helm("upgrade", CHART);
      operator.awaitReady("default", "serving", "InSync");
      operator.uninstall().checked();

      assertThat(left(operator)).isEmpty();
      assertThat(operator.policy("default", "serving").get()).isNotNull();
    }
  }

  @Test
  void leavesCrdOfKubectlAloneIfToldSo(RealParts parts) {
    try (InstalledOperator operator = new InstalledOperator(folder)) {
      operator.kube().kubectl("apply", "-k", "crds").checked();

      assertThat(install(operator.kube(), "--create-namespace").output())
          .contains("invalid ownership metadata", CRD);
      install(operator.kube(), "--create-namespace", "--set", "crds.install=false").checked();

      assertThat(operator.kube().kubectl("get", "crd", CRD, "-o", "yaml").checked())
          .doesNotContain("meta.helm.sh");
    }
  }

  @Test
  void acceptsTheOverlays(RealParts parts) {
    for (String namespace : List.of("search", "ads")) {
      parts.kube().kubectl("create", "namespace", namespace).checked();
    }

    for (String overlay : List.of("observe", "namespaces", "named-secrets")) {
      parts
          .kube()
          .kubectl("apply", "-k", "deploy/overlays/" + overlay, "--dry-run=server")
          .checked();
    }
  }

  @Test
  void runsUnderPodSecurityRestricted(RealParts parts) throws IOException {
    String namespace = parts.createNamespace();
    parts
        .kube()
        .kubectl("label", "ns", namespace, "pod-security.kubernetes.io/enforce=restricted")
        .checked();
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: operator, namespace: %s}
        spec: %s
        """
            .formatted(
                namespace,
                parts
                    .kube()
                    .kubectl(
                        "get",
                        "deployment/residency-operator",
                        "-n",
                        RealParts.SYSTEM_NAMESPACE,
                        "-o",
                        "jsonpath={.spec.template.spec}")
                    .checked());

    Shell.Result result = parts.kube().apply(pod, "--dry-run=server");
    Shell.Result root =
        parts.kube().apply(pod.replace("\"runAsNonRoot\":true,", ""), "--dry-run=server");

    assertThat(result.output()).contains("created (server dry run)");
    assertThat(root.output()).contains("violates PodSecurity \"restricted");
  }

  private static Shell.Result install(KubeServer kube, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("install", "residency-operator", CHART));
    arguments.addAll(List.of("-n", RealParts.SYSTEM_NAMESPACE));
    arguments.addAll(List.of(options));
    return Helm.run(kube, arguments.toArray(String[]::new));
  }

  @Test
  void acceptsThePodOfDoctorUnderPodSecurityRestricted(RealParts parts) throws IOException {
    KubeServer kube = parts.kube();
    String namespace = parts.createNamespace();
    kube.kubectl("label", "ns", namespace, "pod-security.kubernetes.io/enforce=restricted")
        .checked();
    Matcher pod =
        Pattern.compile("(?s)```yaml\n(apiVersion: v1\nkind: Pod\n.*?)```")
            .matcher(Files.readString(Path.of("docs", "install.md")));
    assertThat(pod.find()).isTrue();
    kube.apply(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: default, namespace: %s}
            """
                .formatted(namespace))
        .checked();

    String created =
        kube.apply(
                pod.group(1).replace("namespace: search", "namespace: " + namespace),
                "--dry-run=server")
            .checked();

    assertThat(created).contains("created (server dry run)");
  }

  /** Returns the objects of the operator but the CRD and policies. */
  private static String left(InstalledOperator operator) {
    return operator
        .kube()
        .kubectl(
            "get",
            "clusterroles,clusterrolebindings,roles,rolebindings,serviceaccounts,deployments,"
                + "poddisruptionbudgets,networkpolicies",
            "-A",
            "-l",
            "app.kubernetes.io/name=residency",
            "-o",
            "name")
        .checked();
  }

  /** Returns a copy of the chart whose CRD has one more column. */
  private String chartWithAnotherCrd() throws IOException {
    Path copy = folder.resolve("chart");
    Shell.run(Map.of(), "cp", "-rL", CHART, copy.toString()).checked();
    Path crd = copy.resolve("files").resolve("crd.yaml");
    String column = "additionalPrinterColumns:\n";
    String text = Files.readString(crd);
    assertThat(text).contains(column);
    Files.writeString(
        crd,
        text.replace(
            column, column + "        - {name: Added, type: string, jsonPath: .metadata.name}\n"));
    return copy.toString();
  }

  private String policy(RealParts parts, String secret) {
    return """
    milvus: {uri: "%s"%s}
    collection: %s
    rules: [{name: serving, match: {names: [de]}, state: Loaded}]
    interval: 5s
    """
        .formatted(parts.milvus().uri(), secret, collection);
  }
}
