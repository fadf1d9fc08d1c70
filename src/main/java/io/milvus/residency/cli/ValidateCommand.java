package io.milvus.residency.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.schema.Problem;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code residency validate}: prints the problems of policies. */
@Command(
    name = "validate",
    description = {
      "Checks policies against the CustomResourceDefinition of this version, and for what only the"
          + " operator knows, such as rules that never have an effect.",
      "A policy that is given a second time is checked as a change of the first, so a change of an"
          + " immutable field is found, too."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all policies are valid",
      "1:a policy is invalid, or an error, such as wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  residency validate -f policy.yaml",
      "  kustomize build . | residency validate -f -",
      "  kubectl get plp articles -o yaml | residency validate -f - -f policy.yaml"
    })
public final class ValidateCommand implements Callable<Integer> {

  private final CliContext context;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description =
          "A file with one or more policies; - for standard input. Other objects are counted and"
              + " ignored.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "The output format: ${COMPLETION-CANDIDATES}.")
  private ReportFormat output = ReportFormat.text;

  /** The format of the report; the names are the values of the option. */
  enum ReportFormat {
    text,
    json
  }

  /** Creates the command of one command line. */
  public ValidateCommand(CliContext context) {
    this.context = context;
  }

  /**
   * The report of one run.
   *
   * @param policies one entry for each given policy
   * @param others the number of ignored objects of other kinds
   */
  record ValidationReport(List<Checked> policies, long others) {}

  /**
   * The result for one policy.
   *
   * @param file the file of the policy
   * @param namespace its namespace
   * @param name its name
   * @param changeOf the file of the earlier version that the policy was compared with
   * @param problems the problems of the policy
   */
  record Checked(
      String file,
      String namespace,
      String name,
      Optional<String> changeOf,
      List<Problem> problems) {}

  @Override
  public Integer call() throws JsonProcessingException {
    List<String> unread = new ArrayList<>();
    List<Manifest> manifests = ManifestReader.read(files, context.in(), unread::add);
    unread.forEach(spec.commandLine().getErr()::println);
    if (manifests.isEmpty()) {
      return 1;
    }
    PolicyValidator validator = new PolicyValidator();
    Map<PolicyName, Manifest> known = new HashMap<>();
    List<Checked> checked = new ArrayList<>();
    for (Manifest manifest : manifests) {
      if (manifest.isPolicy()) {
        // Names that the API server generates are never the same.
        Optional<Manifest> before =
            manifest.isNameGenerated()
                ? Optional.empty()
                : Optional.ofNullable(known.put(manifest.name(), manifest));
        checked.add(check(validator, manifest, before));
      }
    }
    ValidationReport findings = new ValidationReport(checked, manifests.size() - checked.size());
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case json -> out.println(OutputWriter.json(findings));
      case text -> print(findings, out);
    }
    boolean valid = checked.stream().allMatch(policy -> policy.problems().isEmpty());
    return valid && unread.isEmpty() ? 0 : 1;
  }

  private static Checked check(
      PolicyValidator validator, Manifest manifest, Optional<Manifest> before) {
    List<Problem> problems = validator.problems(manifest, before);
    return new Checked(
        manifest.file(),
        manifest.name().namespace(),
        manifest.name().name(),
        before.map(Manifest::file),
        problems.isEmpty() ? validator.doubts(manifest) : problems);
  }

  private static void print(ValidationReport findings, PrintWriter out) {
    int problems = 0;
    for (Checked policy : findings.policies()) {
      for (Problem problem : policy.problems()) {
        String name = policy.name().isEmpty() ? "" : " (" + policy.name() + ")";
        out.println(PlainText.of(policy.file() + name + ": " + problem));
        problems++;
      }
    }
    out.println(
        count(findings.policies().size(), "policy", "policies")
            + " checked, "
            + count(problems, "problem", "problems")
            + " found"
            + (findings.others() == 0
                ? "."
                : ", "
                    + count(findings.others(), "object of another kind", "objects of other kinds")
                    + " ignored."));
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
