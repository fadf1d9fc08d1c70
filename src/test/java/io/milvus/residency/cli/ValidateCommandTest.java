package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidateCommandTest {

  @Test
  void printsOneLinePerProblem() {
    CommandRun run =
        CommandRun.withInput(
            PolicyTexts.policy("articles", "collection: articles\nmode: Turbo\nrules: []"),
            "validate",
            "-f",
            "-");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualToNormalizingNewlines(
            """
            standard input (articles): spec.mode: Unsupported value: "Turbo": supported values: "Enforce", "Observe", "Suspended"
            standard input (articles): spec.rules: Invalid value: 0: spec.rules in body should have at least 1 items
            1 policy checked, 2 problems found.
            """);
  }

  @Test
  void printsProblemsAsJson() {
    CommandRun run =
        CommandRun.withInput(
            PolicyTexts.policy(
                "articles",
                "collection: 1st\nrules: [{name: r, match: {names: [de]}, state: Loaded}]"),
            "validate",
            "-o",
            "json",
            "-f",
            "-");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "\"path\" : \"spec.collection\"",
            "\"message\" : \"must begin with a letter",
            "\"name\" : \"articles\"");
  }

  /** The rules of the schema name the field in their messages, without its indexes. */
  @Test
  void printsFieldOfProblemOnce() {
    CommandRun run =
        CommandRun.withInput(
            PolicyTexts.policy(
                "articles",
                """
                collection: articles
                rules:
                - {name: r, match: {dateFormat: "p_%Y", names: [a]}, keepLast: 2, state: Loaded}
                - {name: s, match: {globs: ["a b"]}, state: Loaded, otherwise: Loaded}"""),
            "validate",
            "-f",
            "-");

    assertThat(run.out())
        .contains(
            "(articles): spec.rules[0].match: must have exactly one of names, globs and dateFormat",
            "(articles): spec.rules[1].match.globs[0]: may contain only letters",
            "(articles): spec.rules[1].otherwise: must differ from state")
        .doesNotContain("[]");
  }

  @Test
  void countsObjectsOfOtherKinds() {
    CommandRun run =
        CommandRun.withInput(
            PolicyTexts.articles() + "---\nkind: Namespace\napiVersion: v1\n---\n# nothing\n",
            "validate",
            "-f",
            "-");

    assertThat(run.out())
        .isEqualToIgnoringNewLines(
            "1 policy checked, 0 problems found, 1 object of another kind ignored.");
    assertThat(run.code()).isZero();
  }

  @Test
  void readsPoliciesFromList() {
    String list =
        "kind: List\napiVersion: v1\nitems:\n- "
            + PolicyTexts.articles().strip().indent(2).strip()
            + "\n";

    assertThat(CommandRun.withInput(list, "validate", "-f", "-").out())
        .contains("1 policy checked");
  }

  @Test
  void acceptsFieldsWrittenByTheCluster() {
    String asGot =
        PolicyTexts.articles()
                .replace(
                    "namespace: search}",
                    "namespace: search, uid: 1-2, generation: 3, managedFields: [{manager: m}]}")
            + "status: {observedGeneration: 3, unheardOf: true}\n";

    assertThat(CommandRun.withInput(asGot, "validate", "-f", "-").code()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {names: [de]}                        | {names: [de, fr]}              | false
          {names: [de, fr]}                    | {names: [de]}                  | true
          {globs: ["d*"]}                      | {names: [de, dk]}              | true
          {globs: ["*"]}                       | {names: [_default]}            | false
          {globs: ["d*"], except: ["dk"]}      | {names: [dk]}                  | false
          {globs: ["t_*"]}                     | {globs: ["t_a_*", "t_?"]}      | true
          {globs: ["t_*"]}                     | {globs: ["t_a_*", "u_*"]}      | false
          {globs: ["t_?"]}                     | {globs: ["t_*"]}               | false
          {globs: ["t_?"]}                     | {globs: ["t_?"]}               | true
          {globs: ["*"], except: ["t_*"]}      | {globs: ["d*"]}                | false
          {globs: ["*"], except: ["t_*"]}      | {globs: ["*"], except: ["t_*"]}| true
          """)
  void reportsRuleThatNeverDecides(String earlier, String later, boolean reported) {
    String rules =
        "collection: articles\nrules:\n- {name: one, match: %s, state: Loaded}\n- {name: two, match: %s, state: Released}"
            .formatted(earlier, later);

    CommandRun run =
        CommandRun.withInput(PolicyTexts.policy("articles", rules), "validate", "-f", "-");

    assertThat(
            run.out()
                .contains(
                    "spec.rules[1]: rule two never decides anything, because the earlier rule one covers"
                        + " everything that rule two matches. Remove rule two, or move it before rule"
                        + " one."))
        .isEqualTo(reported);
    assertThat(run.code()).isEqualTo(reported ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                  | false
          otherwise: Released | true
          """)
  void reportsRuleAfterGateOnlyIfGateHasOtherwise(String otherwise, boolean reported) {
    String rules =
        """
        collection: articles
        rules:
        - name: one
          match: {globs: ["d*"]}
          during: [{from: "07:00", to: "20:00"}]
          state: Loaded
          %s
        - {name: two, match: {names: [de]}, state: Released}
        """
            .formatted(otherwise);

    CommandRun run =
        CommandRun.withInput(PolicyTexts.policy("articles", rules), "validate", "-f", "-");

    assertThat(run.out().contains("rule two never decides anything")).isEqualTo(reported);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          match: {globs: ["q*"], except: ["*"]}                     | spec.rules[0].match.except: excludes everything
          match: {globs: ["q_*", "q?"], except: ["q*"]}             | spec.rules[0].match.except: excludes everything
          match: {globs: ["q*"], except: ["q_*"]}                   | 0 problems
          match: {globs: ["_default"]}                              | spec.rules[0].match.globs: only match.names
          match: {names: [_default]}                                | 0 problems
          match: {names: [q]}, during: [{from: "00:00", to: "24:00"}], otherwise: Released | spec.rules[0].otherwise: never applies
          match: {names: [q]}, during: [{from: "00:00", to: "23:59"}], otherwise: Released | 0 problems
          match: {names: [q]}, during: [{from: "00:00", to: "24:00"}] | 0 problems
          """)
  void reportsFieldsWithoutEffect(String rule, String message) {
    String rules = "collection: articles\nrules: [{name: one, state: Loaded, " + rule + "}]";

    CommandRun run =
        CommandRun.withInput(PolicyTexts.policy("articles", rules), "validate", "-f", "-");

    assertThat(run.out()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {replicas: 3, resourceGroups: [a, b]} | true
          {replicas: 1, resourceGroups: [a, b]} | true
          {replicas: 2, resourceGroups: [a, b]} | false
          {replicas: 3, resourceGroups: [a]}    | false
          {replicas: 3}                         | false
          {resourceGroups: [a, b]}              | false
          """)
  void reportsLoadSettingsThatNoLoadCanAskFor(String load, boolean reported) {
    String policy = PolicyTexts.articles() + "  load: " + load + "\n";

    CommandRun run = CommandRun.withInput(policy, "validate", "-f", "-");

    assertThat(run.out().contains("spec.load.resourceGroups: loads are held, because no load can"))
        .isEqualTo(reported);
    assertThat(run.code()).isEqualTo(reported ? 1 : 0);
  }

  @Test
  void refusesUnknownTimeZone() {
    CommandRun run =
        CommandRun.withInput(
            PolicyTexts.articles().replace("spec:", "spec:\n  timeZone: Mars/Olympus"),
            "validate",
            "-f",
            "-");

    assertThat(run.out()).contains("spec.timeZone: unknown time zone Mars/Olympus");
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: articles   | name: Articles            | metadata.name: Invalid value
          name: articles   | nam: articles             | metadata.name: Required value
          name: articles   | name: articles, labelz: a | unknown field "metadata.labelz"
          name: articles   | name: a, annotations: [a] | metadata.annotations: must be a map, as in {name: text}
          v1alpha1         | v1                        | apiVersion: must be residency.milvus.io/v1alpha1
          residency.m      | other.m                   | apiVersion: must be residency.milvus.io/v1alpha1, but is "other.milvus.io/v1alpha1"
          kind: Part       | kind: part                | kind: must be PartitionLoadPolicy, but is "partitionLoadPolicy"
          kind: Part       | kind: MyPart              | kind: must be PartitionLoadPolicy, but is "MyPartitionLoadPolicy"
          namespace: sear  | creationTimestamp: sear   | metadata.creationTimestamp: must be a time
          spec:            | specs:                    | unknown field "specs"
          names: [de]      | names: [no]               | must be of type string: "boolean"
          collection: arti | collection: 12:30         | spec.collection: must begin with a letter
          """)
  void reportsProblemsOutsideSpec(String right, String wrong, String message) {
    CommandRun run =
        CommandRun.withInput(PolicyTexts.articles().replace(right, wrong), "validate", "-f", "-");

    assertThat(run.out()).contains(message);
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void acceptsGeneratedName() {
    String generated = PolicyTexts.articles().replace("name: articles", "generateName: articles-");

    CommandRun run =
        CommandRun.withInput(generated + "---\n" + generated, "validate", "-o", "json", "-f", "-");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("\"name\" : \"articles-*\"").doesNotContain("changeOf");
    assertThat(
            CommandRun.withInput(generated.replace("articles-", "Articles-"), "validate", "-f", "-")
                .out())
        .contains("metadata.generateName: Invalid value");
    assertThat(
            CommandRun.withInput(
                    generated.replace("articles-", "a".repeat(100)), "validate", "-f", "-")
                .code())
        .as("the API server cuts it")
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"262143, 0", "262144, 1"})
  void limitsAnnotationsTo256Kibibytes(int size, int code) {
    String annotated =
        PolicyTexts.articles()
            .replace("name: articles", "name: a, annotations: {a: " + "x".repeat(size) + "}");

    CommandRun run = CommandRun.withInput(annotated, "validate", "-f", "-");

    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out().contains("metadata.annotations: Too long: may not be more than 262144"))
        .isEqualTo(code == 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {spec: {}}                                 | contains an object without a kind
          {kind: 5}                                  | contains an object without a kind
          [a]                                        | contains something other than Kubernetes objects
          {kind: List, apiVersion: v1}               | contains a List without a list of items
          {kind: List, items: {}}                    | contains a List without a list of items
          {kind: List, items: [{metadata: {}}]}      | contains an object without a kind
          {kind: List, items: []}                    | contains no PartitionLoadPolicy
          """)
  void refusesDocumentsThatAreNoObjects(String text, String message) {
    CommandRun run = CommandRun.withInput(text, "validate", "-f", "-");

    assertThat(run.err()).isEqualToIgnoringNewLines("standard input: " + message);
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void refusesFileWithoutPolicy(@TempDir Path folder) throws IOException {
    Path right = Files.writeString(folder.resolve("right.yaml"), PolicyTexts.articles());
    Path empty = Files.writeString(folder.resolve("empty.yaml"), "# nothing\n");

    CommandRun run = CommandRun.of("validate", "-f", right.toString(), empty.toString());

    assertThat(run.err()).isEqualToIgnoringNewLines(empty + ": contains no PartitionLoadPolicy");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void reportsProblemsOfAllFiles(@TempDir Path folder) throws IOException {
    Path bad =
        Files.writeString(
            folder.resolve("bad.yaml"),
            PolicyTexts.articles().replace("state: Loaded", "state: Lo"));
    Path other = Files.writeString(folder.resolve("other.yaml"), "kind: ConfigMap\n");

    CommandRun run =
        CommandRun.of("validate", "-f", bad.toString(), "nofile.yaml", other.toString());

    assertThat(run.out()).contains("spec.rules[0].state: Unsupported value", "1 problem found");
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "nofile.yaml: there is no such file" + other + ": contains no PartitionLoadPolicy");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void refusesFilesThatAreNoUtf8OrTooLarge(@TempDir Path folder) throws IOException {
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'#', (byte) 0xe4, '\n'});
    Path wide =
        Files.writeString(
            folder.resolve("wide.yaml"), PolicyTexts.articles(), StandardCharsets.UTF_16);
    Path large = Files.write(folder.resolve("large.yaml"), new byte[16 * 1024 * 1024 + 1]);

    assertThat(CommandRun.of("validate", "-f", latin.toString()).err())
        .isEqualToIgnoringNewLines(latin + ": is not UTF-8 text: convert the file to UTF-8");
    assertThat(CommandRun.of("validate", "-f", wide.toString()).err())
        .contains("is not UTF-8 text");
    assertThat(CommandRun.of("validate", "-f", large.toString()).err())
        .isEqualToIgnoringNewLines(large + ": is larger than 16 MB: split the input");
    assertThat(CommandRun.withInput("#".repeat(16 * 1024 * 1024 + 1), "validate", "-f", "-").err())
        .isEqualToIgnoringNewLines("standard input: is larger than 16 MB: split the input");
  }

  @Test
  void failsWithoutPolicies() {
    CommandRun run = CommandRun.withInput("kind: Service\n", "validate", "-f", "-");

    assertThat(run.err())
        .isEqualToIgnoringNewLines("standard input: contains no PartitionLoadPolicy");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void reportsLineOfBrokenYaml() {
    CommandRun broken = CommandRun.withInput("kind: a\nspec: {a: [}\n", "validate", "-f", "-");
    CommandRun twice = CommandRun.withInput("kind: a\nspec: {}\nspec: {}\n", "validate", "-f", "-");

    assertThat(broken.err()).startsWith("standard input:2: is not valid YAML: ");
    assertThat(twice.err()).startsWith("standard input:3: has the field spec twice");
    assertThat(broken.code()).isEqualTo(1);
  }

  @Test
  void reportsMissingFile() {
    CommandRun run = CommandRun.of("validate", "-f", "nowhere.yaml");

    assertThat(run.err()).isEqualToIgnoringNewLines("nowhere.yaml: there is no such file");
    assertThat(run.code()).isEqualTo(1);
  }
}
