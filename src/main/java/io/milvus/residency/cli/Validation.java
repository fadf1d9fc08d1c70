package io.milvus.residency.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.TimeZones;
import io.milvus.residency.plan.SpecCheck;
import io.milvus.residency.plan.Unreachable;
import io.milvus.residency.schema.Problem;
import io.milvus.residency.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says what is wrong with a policy. */
final class Validation {

  private static final String CRD = "/crds/partitionloadpolicies.residency.milvus.io.yaml";
  private static final String VERSION = "v1alpha1";
  private static final String API_VERSION = PartitionLoadPolicy.GROUP + "/" + VERSION;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private final Schema schema;

  /** By the schema that the jar brings. */
  Validation() {
    try (InputStream in = Validation.class.getResourceAsStream(CRD)) {
      schema = Schema.of(new YAMLMapper().readTree(in), VERSION, TimeZones::find);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the API server refuses a policy for.
   *
   * @param before the same policy as it is now, where that is known
   */
  List<Problem> refusals(Manifest manifest, Optional<Manifest> before) {
    if (manifest.name().name().isEmpty()) {
      return List.of(new Problem("metadata.name", "Required value"));
    }
    List<Problem> problems = new ArrayList<>();
    String apiVersion = manifest.tree().path("apiVersion").asText();
    if (!apiVersion.equals(API_VERSION)) {
      problems.add(new Problem("apiVersion", "must be " + API_VERSION + ", but is " + apiVersion));
    }
    problems.addAll(metadata(manifest));
    problems.addAll(schema.check(written(manifest), before.map(Validation::written)));
    return problems;
  }

  /** What every Kubernetes object is asked for. */
  private static List<Problem> metadata(Manifest manifest) {
    List<Problem> problems = new ArrayList<>();
    if (!NAME.matcher(manifest.name().name()).matches()) {
      problems.add(
          new Problem(
              "metadata.name",
              "Invalid value: \"%s\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
                  .formatted(manifest.name().name())));
    }
    try {
      new JsonMapper()
          .treeToValue(manifest.tree().path("metadata"), ObjectMeta.class)
          .getAdditionalProperties()
          .keySet()
          .forEach(
              field ->
                  problems.add(
                      new Problem("metadata." + field, "unknown field \"metadata." + field + '"')));
    } catch (JsonProcessingException e) {
      problems.add(new Problem("metadata", "is not that of a Kubernetes object"));
    }
    return problems;
  }

  /** What only the operator knows: of a policy that the API server lets in. */
  List<Problem> doubts(Manifest manifest) {
    PolicySpec spec = manifest.policy().getSpec();
    if (spec.invalid().isPresent()) {
      return List.of(new Problem("spec", spec.invalid().get()));
    }
    Optional<String> problem = SpecCheck.problem(spec);
    if (problem.isPresent()) {
      return List.of(new Problem("spec", problem.get()));
    }
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < spec.rules().size(); i++) {
      String path = "spec.rules[" + i + "]";
      String name = spec.rules().get(i).name();
      Unreachable.because(spec.rules(), i)
          .map(Rule::name)
          .ifPresent(
              earlier ->
                  problems.add(
                      new Problem(
                          path,
                          "rule %s never decides anything, because rule %s before it covers all that it matches"
                              .formatted(name, earlier))));
    }
    return problems;
  }

  /** The status is the operator's: whatever it holds, the API server takes no notice of it. */
  private static ObjectNode written(Manifest manifest) {
    return manifest.tree().deepCopy().without("status");
  }
}
