package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milvus.residency.testkit.Helm;
import io.milvus.residency.testkit.Manifests;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The objects of the Helm chart, and the values that it refuses. */
class ChartIT {

  private static final String CHART = "deploy/chart";
  private static final Set<String> LABELS_OF_HELM =
      Set.of("helm.sh/chart", "app.kubernetes.io/managed-by");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          deploy                        |
          deploy/overlays/observe       | mode=Observe
          deploy/overlays/ha            | replicas=2
          deploy/overlays/namespaces    | namespaces={search,ads}
          deploy/overlays/named-secrets | rbac.secrets.search={milvus-loader,milvus-tls},rbac.configMaps.search={active-users}
          """)
  void rendersTheObjectsOfKustomize(String folder, String value) {
    Map<String, ObjectNode> kustomized = Manifests.kustomize(folder);
    kustomized.keySet().removeIf(name -> name.startsWith("Namespace "));

    Map<String, ObjectNode> templated = template(value == null ? "mode=Enforce" : value);
    templated.values().forEach(ChartIT::dropLabelsOfHelm);

    assertThat(templated).containsExactlyInAnyOrderEntriesOf(kustomized);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resources: (\\[.*?])", "for mode Enforce: (\\[.*])"})
  void rendersTheOverlayOfTheInstallPage(String resources) throws IOException {
    Matcher overlay =
        Pattern.compile("(?s)```yaml\n(resources: .*?)```")
            .matcher(Files.readString(Path.of("docs", "install.md")));
    assertThat(overlay.find()).isTrue();
    Matcher base = Pattern.compile(resources).matcher(overlay.group(1));
    assertThat(base.find()).isTrue();
    Shell.run(Map.of(), "cp", "-r", "crds", "deploy", folder.toString()).checked();
    Path own = Files.createDirectories(folder.resolve("deploy/overlays/own"));
    Files.writeString(
        own.resolve("kustomization.yaml"),
        overlay.group(1).replaceFirst("resources: .*", "resources: " + base.group(1)));

    String container =
        Manifests.kustomize(own.toString())
            .get("Deployment residency-system/residency-operator")
            .at("/spec/template/spec/containers/0")
            .toString();

    assertThat(container)
        .contains("\"YOUR-REGISTRY/residency-operator:0.1.0\"", "\"milvus.prod.svc\"", "\"256Mi\"")
        .contains(resources.contains("Enforce") ? "\"Enforce\"" : "\"Observe\"");
  }

  @Test
  void grantsNothingInTheClusterIfNamespacesAreSet() {
    assertThat(template("namespaces={search}").keySet()).noneMatch(n -> n.contains("ClusterRole"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas=0                                     | minimum: got 0, want 1
          replica=2                                      | additional properties 'replica' not allowed
          image.tags=1                                   | additional properties 'tags' not allowed
          mode=Suspended                                 | value must be one of 'Enforce', 'Observe'
          namespaces={Search}                            | does not match pattern
          loadTimeout=soon                               | does not match pattern
          image.digest=sha256:1                          | does not match pattern
          rbac.secrets=all                               | value must be one of 'cluster', 'namespaces'
          rbac.secrets.search={}                         | minLength
          rbac.secrets=namespaces                        | rbac.secrets is namespaces, but namespaces is empty: omit rbac.secrets
          namespaces={search},rbac.configMaps=cluster    | rbac.configMaps is cluster, but namespaces is set: omit rbac.configMaps
          """)
  void refusesWrongValues(String value, String message) {
    Shell.Result result = Helm.run("template", "any", CHART, "--set", value);

    assertThat(result.output()).contains(message);
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void setsImageOptionsAndEgress() {
    String digest = "sha256:" + "0".repeat(64);
    Map<String, ObjectNode> objects =
        template(
            "image.repository=mirror/operator",
            "image.digest=" + digest,
            "milvusEndpoints={milvus.prod.svc,*.vectordb.svc:19530}",
            "loadTimeout=2m",
            "log.level=DEBUG",
            "log.format=json",
            "networkPolicy.egress[0].ports[0].port=19530");

    JsonNode container =
        objects
            .get("Deployment residency-system/residency-operator")
            .at("/spec/template/spec/containers/0");
    assertThat(container.path("image").asText()).isEqualTo("mirror/operator@" + digest);
    assertThat(container.path("env").toString())
        .contains("\"milvus.prod.svc,*.vectordb.svc:19530\"", "\"2m\"", "\"DEBUG\"", "\"json\"");
    assertThat(
            objects
                .get("NetworkPolicy residency-system/residency-operator")
                .path("spec")
                .toString())
        .contains("[\"Ingress\",\"Egress\"]", "\"egress\":[{\"ports\":[{\"port\":19530}]}]");
  }

  @Test
  void createsMonitoringObjectsOnDemand() throws IOException {
    Map<String, ObjectNode> objects =
        template(
            "metrics.podMonitor.enabled=true",
            "metrics.podMonitor.labels.release=monitoring",
            "metrics.prometheusRule.enabled=true",
            "metrics.dashboard.enabled=true");

    ObjectNode monitor = objects.get("PodMonitor residency-system/residency-operator");
    assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("monitoring");
    assertThat(monitor.path("spec")).isEqualTo(yaml("deploy/metrics/podmonitor.yaml").path("spec"));
    assertThat(objects.get("PrometheusRule residency-system/residency-operator").path("spec"))
        .isEqualTo(yaml("deploy/metrics/prometheusrule.yaml").path("spec"));
    ObjectNode dashboard = objects.get("ConfigMap residency-system/residency-operator-dashboard");
    assertThat(dashboard.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
    assertThat(yaml("deploy/metrics/dashboard.json"))
        .isEqualTo(
            new YAMLMapper().readTree(dashboard.at("/data/residency-operator.json").asText()));
  }

  @Test
  void passesTheLinter() {
    assertThat(Helm.run("lint", "--strict", CHART).checked()).doesNotContain("[WARNING]");
  }

  @Test
  void namesTheVersionOfTheProject() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    JsonNode chart = yaml(CHART + "/Chart.yaml");
    String version = chart.path("version").asText();

    assertThat(pom).contains("<version>" + version + "</version>");
    assertThat(chart.path("appVersion").asText()).isEqualTo(version);
  }

  @Test
  void namesTheImageThatTheProfileImageBuilds() throws IOException {
    String repository = yaml(CHART + "/values.yaml").at("/image/repository").asText();

    assertThat(Files.readString(Path.of("pom.xml"))).contains("<image.name>" + repository + ":");
  }

  private static JsonNode yaml(String file) throws IOException {
    return new YAMLMapper().readTree(Path.of(file).toFile());
  }

  private static Map<String, ObjectNode> template(String... values) {
    List<String> arguments = new ArrayList<>(List.of("template", "any", CHART));
    arguments.addAll(List.of("-n", "residency-system"));
    for (String value : values) {
      arguments.addAll(List.of("--set", value));
    }
    return Manifests.read(Helm.run(arguments.toArray(String[]::new)).checked());
  }

  private static void dropLabelsOfHelm(ObjectNode object) {
    ObjectNode metadata = (ObjectNode) object.path("metadata");
    ((ObjectNode) metadata.path("labels")).remove(LABELS_OF_HELM);
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove("helm.sh/resource-policy");
      if (annotations.isEmpty()) {
        metadata.remove("annotations");
      }
    }
  }
}
