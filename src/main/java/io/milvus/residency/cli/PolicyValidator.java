package io.milvus.residency.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milvus.residency.api.LoadSpec;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.TimeZones;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.rules.ShadowedRules;
import io.milvus.residency.rules.SpecValidator;
import io.milvus.residency.schema.Problem;
import io.milvus.residency.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the problems of a policy. */
final class PolicyValidator {

  private static final String CRD = "/crds/partitionloadpolicies.residency.milvus.io.yaml";
  private static final String VERSION = "v1alpha1";
  private static final String API_VERSION = PartitionLoadPolicy.GROUP + "/" + VERSION;

  private final Schema schema;

  /** Creates a validator with the CustomResourceDefinition in the jar. */
  PolicyValidator() {
    try (InputStream in = PolicyValidator.class.getResourceAsStream(CRD)) {
      schema = Schema.of(new YAMLMapper().readTree(in), VERSION, TimeZones::find);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the problems for which the API server or the operator refuses a policy.
   *
   * @param before the present version of the policy, if known
   */
  List<Problem> problems(Manifest manifest, Optional<Manifest> before) {
    List<Problem> refusals = refusals(manifest, before);
    return refusals.isEmpty()
        ? SpecValidator.problem(manifest.policy().getSpec())
            .map(problem -> List.of(new Problem("spec", problem)))
            .orElse(List.of())
        : refusals;
  }

  private List<Problem> refusals(Manifest manifest, Optional<Manifest> before) {
    List<Problem> problems = new ArrayList<>();
    String apiVersion = manifest.tree().path("apiVersion").asText();
    if (!apiVersion.equals(API_VERSION)) {
      problems.add(
          new Problem("apiVersion", "must be " + API_VERSION + ", but is \"" + apiVersion + '"'));
    }
    if (!manifest.kind().equals(Manifest.KIND)) {
      problems.add(
          new Problem("kind", "must be " + Manifest.KIND + ", but is \"" + manifest.kind() + '"'));
    }
    problems.addAll(MetadataValidator.problems(manifest.tree().path("metadata")));
    problems.addAll(schema.check(written(manifest), before.map(PolicyValidator::written)));
    return problems;
  }

  /**
   * Returns the fields and rules of a valid policy that never have an effect, or hold its loads.
   */
  List<Problem> doubts(Manifest manifest) {
    PolicySpec spec = manifest.policy().getSpec();
    List<Problem> problems = new ArrayList<>();
    impossible(spec.load()).ifPresent(problems::add);
    for (int i = 0; i < spec.rules().size(); i++) {
      String path = "spec.rules[" + i + "]";
      String name = spec.rules().get(i).name();
      problems.addAll(IneffectiveRules.in(spec.rules().get(i), path));
      ShadowedRules.because(spec.rules(), i)
          .map(Rule::name)
          .ifPresent(
              earlier ->
                  problems.add(
                      new Problem(
                          path,
                          ("rule %1$s never decides anything, because the earlier rule %2$s covers"
                                  + " everything that rule %1$s matches. Remove rule %1$s, or move"
                                  + " it before rule %2$s.")
                              .formatted(name, earlier))));
    }
    return problems;
  }

  /** Finds settings that no load can ask for, however the collection is loaded now. */
  private static Optional<Problem> impossible(LoadSpec load) {
    if (load.replicas().isEmpty()
        || new LoadSettings(load.replicas().getAsInt(), load.resourceGroups()).expressible()) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            "spec.load.resourceGroups",
            "loads are held, because no load can ask for %d resource groups and %d replicas. Name one resource group, or one for each replica."
                .formatted(load.resourceGroups().size(), load.replicas().getAsInt())));
  }

  /**
   * Returns the part that the schema checks. The schema knows only the name of the metadata, and
   * the API server ignores a status that is written with the policy.
   */
  private static ObjectNode written(Manifest manifest) {
    ObjectNode written = manifest.tree().deepCopy().without("status");
    written.putObject("metadata").put("name", manifest.exampleOfName());
    return written;
  }
}
