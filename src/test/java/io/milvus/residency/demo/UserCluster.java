package io.milvus.residency.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milvus.residency.testkit.Kubectl;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A cluster that belongs to the user: the demo gets a namespace of its own there, and the CRD if it
 * is missing. Only what this object has created is removed again.
 */
final class UserCluster implements AutoCloseable {

  private static final String CRD = "partitionloadpolicies.residency.milvus.io";
  private static final Path CRD_FILE = Path.of("crds", CRD + ".yaml");

  /** The annotation of the CRD with the namespace of the demo that has created it. */
  private static final String CREATED_BY = "residency.milvus.io/created-by-demo";

  private static final String LEASE = "residency-operator";
  private static final String LABEL = "app.kubernetes.io/name=residency";
  private static final String NONE = "No resources found";
  private static final String SHORTLY = "--request-timeout=10s";

  /**
   * A Lease that nobody has renewed for so long has no living operator, whatever the clocks say.
   */
  private static final Duration STALE = Duration.ofMinutes(10);

  private final ObjectMapper json = new ObjectMapper();
  private final Kubectl kubectl;
  private final String namespace;
  private final Duration patience;
  private boolean created;

  /**
   * Creates the access; nothing is asked or created yet.
   *
   * @param kubectl a kubectl whose kubeconfig names the namespace of the demo
   * @param patience how long to wait for the end of the namespace
   */
  UserCluster(Kubectl kubectl, String namespace, Duration patience) {
    this.kubectl = kubectl;
    this.namespace = namespace;
    this.patience = patience;
  }

  /**
   * Returns what will be created, after a look at the cluster that changes nothing.
   *
   * @throws StepFailed if the demo would meet another operator or another CRD; says what to do
   */
  String plan() {
    refuseBesideAnotherOperator();
    Optional<JsonNode> crd = crd();
    if (crd.isPresent() && !crd.get().at("/spec/versions").equals(releasedVersions())) {
      throw new StepFailed(
          "The CRD "
              + CRD
              + " in the cluster is not that of this checkout, and the demo does not change it. Check out the"
              + " version that is installed there, or use another cluster.");
    }
    return "The demo creates in the cluster "
        + ask("config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}")
        + ":\n  - the namespace "
        + namespace
        + (crd.isPresent() ? "" : "\n  - the CRD " + CRD)
        + "\n  - in that namespace: three policies, events, and the Lease "
        + LEASE
        + "\nIt removes all of them at the end, and on Ctrl-C. Milvus and the operator run on this machine.\n";
  }

  private void refuseBesideAnotherOperator() {
    JsonNode leases =
        list(
            "get",
            "leases",
            "-A",
            "--field-selector",
            "metadata.name=" + LEASE,
            "-o",
            "json",
            SHORTLY);
    for (JsonNode lease : leases) {
      String renewed = lease.at("/spec/renewTime").asText();
      boolean held = !lease.at("/spec/holderIdentity").asText().isEmpty();
      if (held && !stale(renewed)) {
        throw running("its Lease " + LEASE + " was renewed at " + renewed, lease);
      }
    }
    for (JsonNode deployment :
        list("get", "deployments", "-A", "-l", LABEL, "-o", "json", SHORTLY)) {
      if (deployment.at("/spec/replicas").asInt() > 0) {
        throw running("the Deployment " + deployment.at("/metadata/name").asText(), deployment);
      }
    }
  }

  /** Returns whether a time is over for long; one that can't be read proves nothing. */
  private static boolean stale(String renewed) {
    try {
      return Instant.parse(renewed).isBefore(Instant.now().minus(STALE));
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static StepFailed running(String what, JsonNode object) {
    return new StepFailed(
        "An operator runs in the cluster, in namespace %s: %s. Two operators must not share a cluster: use another one."
            .formatted(object.at("/metadata/namespace").asText(), what));
  }

  private Optional<JsonNode> crd() {
    String found = ask("get", "crd", CRD, "--ignore-not-found", "-o", "json", SHORTLY);
    return found.contains("{") ? Optional.of(parse(found)) : Optional.empty();
  }

  private static JsonNode releasedVersions() {
    try {
      return new YAMLMapper().readTree(Files.readString(CRD_FILE)).at("/spec/versions");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates the namespace, and the CRD if it is missing. */
  void create() {
    Shell.Result named = kubectl.run("create", "namespace", namespace, SHORTLY);
    // A request without answer may have succeeded.
    created = !named.output().contains("AlreadyExists");
    if (named.code() != 0) {
      throw failed("create namespace " + namespace, named);
    }
    if (crd().isEmpty()) {
      String manifest = crdManifest();
      Shell.Result result = kubectl.create(manifest);
      if (result.code() != 0) {
        throw failed("create the CRD", result);
      }
    }
    ask("wait", "--for=condition=Established", "--timeout=30s", "crd/" + CRD);
  }

  private String crdManifest() {
    try {
      JsonNode crd = new YAMLMapper().readTree(Files.readString(CRD_FILE));
      crd.withObject("/metadata/annotations").put(CREATED_BY, namespace);
      return json.writeValueAsString(crd);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what {@link #create} has created, and says what is left if that fails. */
  @Override
  public void close() {
    if (!created) {
      return;
    }
    System.err.println("Removing the namespace " + namespace + " …");
    String crd = kubectl.run("get", "crd", CRD, "-o", "json", SHORTLY).output();
    if (crd.contains(CRD)) {
      remove("delete", "plp", "-n", namespace, "--all", "--ignore-not-found", "--timeout=30s");
    }
    remove("delete", "lease", "-n", namespace, LEASE, "--ignore-not-found", SHORTLY);
    remove("delete", "namespace", namespace, "--ignore-not-found", "--wait=false", SHORTLY);
    Shell.Result gone =
        kubectl.run(
            "wait",
            "--for=delete",
            "namespace/" + namespace,
            "--timeout=" + patience.toSeconds() + "s");
    if (gone.code() != 0) {
      System.err.println(
          "The cluster still deletes it. To see when it is gone: kubectl get namespace "
              + namespace);
    }
    if (crd.contains("\"" + CREATED_BY + "\": \"" + namespace + "\"")) {
      removeCrd();
    }
    created = false;
  }

  private void removeCrd() {
    Shell.Result policies =
        kubectl.run("get", "plp", "-A", "-o", "custom-columns=:metadata.namespace", SHORTLY);
    boolean others =
        policies
            .output()
            .lines()
            .map(String::strip)
            .anyMatch(line -> !line.isEmpty() && !line.equals(namespace) && !line.startsWith(NONE));
    if (policies.code() != 0 || others) {
      System.err.println(
          "The CRD stays: there are policies of others, or they can't be listed. Its name is "
              + CRD
              + ".");
      return;
    }
    System.err.println("Removing the CRD " + CRD + " …");
    remove("delete", "crd", CRD, "--ignore-not-found", "--timeout=30s");
  }

  private void remove(String... arguments) {
    Shell.Result result = kubectl.run(arguments);
    if (result.code() != 0) {
      System.err.println(
          "Not removed: "
              + result.output().strip()
              + "\nRun: kubectl "
              + String.join(" ", arguments));
    }
  }

  private JsonNode list(String... arguments) {
    return parse(ask(arguments)).at("/items");
  }

  /** Parses what follows the warnings of kubectl, if there are any. */
  private JsonNode parse(String text) {
    try {
      return json.readTree(text.substring(Math.max(0, text.indexOf('{'))));
    } catch (JsonProcessingException e) {
      throw new StepFailed("kubectl printed no JSON: " + e.getOriginalMessage());
    }
  }

  private String ask(String... arguments) {
    Shell.Result result = kubectl.run(arguments);
    if (result.code() != 0) {
      throw failed(String.join(" ", arguments), result);
    }
    return result.output().strip();
  }

  private static StepFailed failed(String what, Shell.Result result) {
    return new StepFailed("kubectl " + what + " failed: " + result.output().strip());
  }
}
