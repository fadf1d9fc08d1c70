package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.CommandLines;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {

  @TempDir private Path folder;

  @Test
  void printsPlanAsTable() throws IOException {
    CommandRun run =
        plan(
            PolicyTexts.articles(),
            """
            partitions: {_default: Loaded, de: NotLoad, old_1: Loaded, old_2: NotLoad}
            """);

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualToNormalizingNewlines(
            """
            Collection articles of database default
            PARTITION  STATE    WANTED    RULE     REASON          WHEN
            _default   Loaded   -         -        -               -
            de         NotLoad  Loaded    serving  Loading         now
            old_1      Loaded   Released  old      ReleasePending  2026-11-23T10:05:00Z
            old_2      NotLoad  Released  old      InSync          -

            Load now: de (replicas: 1; resource groups: __default_resource_group).
            The plan changes automatically at 2026-11-23T10:05:00Z.
            """);
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void saysThatMilvusDecidesSettingsLeftToServer() throws IOException {
    CommandRun run =
        plan(
            PolicyTexts.articles() + "  load: {settings: Server}\n",
            "partitions: {_default: NotLoad, de: NotLoad}");

    assertThat(run.out()).contains("Load now: de (replicas and resource groups: Milvus decides).");
  }

  @Test
  void offersNoApprovalBeforeEditIsApplied() throws IOException {
    CommandRun run =
        plan(
            PolicyTexts.policy(
                "cleanup",
                """
                collection: articles
                rules: [{name: gone, match: {globs: ["d*"]}, state: Released}]
                """),
            "partitions: {_default: Loaded, de: Loaded, de_2: Loaded, de_3: Loaded}");

    assertThat(run.out())
        .contains("would release 3 of 4 resident partitions", "Once the edit is applied")
        .doesNotContain("kubectl annotate");
  }

  @Test
  void plansAllPoliciesTogether() throws IOException {
    String cleanup =
        PolicyTexts.policy(
            "cleanup",
            """
            collection: articles
            rules: [{name: gone, match: {globs: ["d*"]}, state: Released}]
            safety: {releaseDelay: 0s}
            """);

    CommandRun run =
        plan(PolicyTexts.articles() + "---\n" + cleanup, "partitions: {de: Loaded, en: Loaded}");

    assertThat(run.out())
        .contains("POLICY", "Contested", "Needed by search/articles", "Nothing to do.");
    assertThat(run.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {de: Loaded}                        | 0
          {de: Loading}                       | 2
          {de: Loaded, old_1: Loaded}         | 2
          {en: Loaded}                        | 2
          """)
  void exitsWith2IfThereIsSomethingToDo(String partitions, int code) throws IOException {
    assertThat(plan(PolicyTexts.articles(), "partitions: " + partitions).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          now: 2026-01-01T00:00:00Z |                           | 2026-01-01T00:05:00Z
          now: 2026-01-01T00:00:00Z | 2026-06-01T12:00:00+02:00 | 2026-06-01T10:05:00Z
                                    |                           | 2026-11-23T10:05:00Z
          """)
  void takesTimeFromOptionThenFileThenClock(String inFile, String option, String due)
      throws IOException {
    String world = "partitions: {de: Loaded, old_1: Loaded}\n" + (inFile == null ? "" : inFile);

    CommandRun run =
        option == null
            ? plan(PolicyTexts.articles(), world)
            : plan(PolicyTexts.articles(), world, "--now", option);

    assertThat(run.out()).contains("ReleasePending  " + due);
  }

  @Test
  void printsPlanAsJsonAndYaml() throws IOException {
    String world = "partitions: {de: NotLoad, old_1: Loaded}";

    assertThat(plan(PolicyTexts.articles(), world, "-o", "json").out())
        .contains("\"action\" : \"Load\"", "\"wanted\" : \"Released\"", "\"now\" : true");
    assertThat(plan(PolicyTexts.articles(), world, "-o", "yaml").out())
        .startsWith("plans:")
        .contains("notBefore: 2026-11-23T10:05:00Z", "reason: ReleasePending");
  }

  private static String users() {
    return PolicyTexts.policy(
        "users",
        """
        collection: articles
        rules:
          - name: on-demand
            match: {globs: ["u_*"]}
            listedIn: {configMapKeyRef: {name: users, key: active}}
            state: Loaded
        """);
  }

  private String list(String text) throws IOException {
    return Files.writeString(folder.resolve("users.txt"), text).toString();
  }

  @Test
  void readsListFromFile() throws IOException {
    String world = "partitions: {u_1: NotLoad, u_2: NotLoad}";

    CommandRun run = plan(users(), world, "--list", "users/active=" + list("u_2"));

    assertThat(run.out()).contains("Load now: u_2");
    assertThat(run.code()).isEqualTo(2);
    assertThat(plan(users(), world, "--list", "users/active=no-such-file").err())
        .contains("no-such-file");
  }

  @Test
  void failsWithoutListOfRule() throws IOException {
    CommandRun run = plan(users(), "partitions: {_default: Loaded, u_1: Loaded}");

    assertThat(run.out())
        .isEqualToNormalizingNewlines(
            """
            Collection articles of database default
            PARTITION  STATE   WANTED  RULE       REASON             WHEN
            _default   Loaded  -       -          -                  -
            u_1        Loaded  -       on-demand  ReferenceNotReady  -

            The plan is incomplete: a list can't be read, so its partitions are left unchanged.
            search/users: List users/active is missing. Add --list users/active=FILE.
            """);
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"'u_1,u_2'", "'- u_1'", "'u_1 # x'"})
  void failsOnListWithInvalidName(String line) throws IOException {
    String file = list("# users\n" + line + "\n");

    CommandRun run = plan(users(), "partitions: {u_1: Loaded}", "--list", "users/active=" + file);

    assertThat(run.out())
        .contains("ReferenceNotReady")
        .contains(file + ", line 2: \"" + line + "\" can't be the name of a partition");
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          users                         | --list users: must be NAME/KEY=FILE
          users=users.txt               | --list users=users.txt: must be NAME/KEY=FILE
          users/active=                 | --list users/active=: must be NAME/KEY=FILE
          search/users/active=users.txt | --list search/users/active=users.txt: must be NAME/KEY=FILE
          users/activ=users.txt         | --list users/activ: no rule refers to this list; the policies refer to users/active
          """)
  void refusesListOfNoRule(String option, String message) throws IOException {
    CommandRun run = plan(users(), "partitions: {u_1: Loaded}", "--list", option);

    assertThat(run.err()).startsWith(message);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void refusesListGivenTwice() throws IOException {
    String list = "users/active=" + list("u_1");

    CommandRun run = plan(users(), "partitions: {u_1: Loaded}", "--list", list, "--list", list);

    assertThat(run.err()).contains("--list users/active is given twice");
    assertThat(run.code()).isEqualTo(1);
    assertThat(plan(PolicyTexts.articles(), "partitions: {de: Loaded}", "--list", list).err())
        .contains(
            "--list users/active: no rule refers to this list; the policies refer to no list");
  }

  private static String released(String mode) {
    return PolicyTexts.policy(
        "articles",
        "collection: articles\nmode: "
            + mode
            + "\nrules: [{name: old, match: {globs: [\"p_*\"]}, state: Released}]");
  }

  @Test
  void namesBlockedReleases() throws IOException {
    CommandRun run =
        plan(
            released("Enforce"),
            "partitions: {_default: Loaded, p_1: Loaded, p_2: Loaded, p_3: Loaded}");

    assertThat(run.out())
        .contains("Nothing to do now.", "Blocked until approved: p_1, p_2, p_3 (3).")
        .doesNotContain("The plan changes automatically");
    assertThat(run.code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "Observe, 'Not changed in mode Observe or on hold: p_1, p_2, p_3 (3).'",
    "Suspended, 'Not changed in mode Suspended: p_1, p_2, p_3 (3).'"
  })
  void namesPartitionsThatModeKeeps(String mode, String message) throws IOException {
    CommandRun run = plan(released(mode), "partitions: {p_1: Loaded, p_2: Loaded, p_3: Loaded}");

    assertThat(run.out()).contains("Nothing to do.", message);
    assertThat(run.code()).isZero();
  }

  @Test
  void namesRuleThatDecidesNothing() throws IOException {
    CommandRun run = plan(released("Enforce"), "partitions: {de: Loaded}");

    assertThat(run.out())
        .contains("Nothing to do.", "search/articles: Rule old decides no partition.");
    assertThat(run.code()).isZero();
  }

  @Test
  void namesMissingPartitions() throws IOException {
    CommandRun run = plan(PolicyTexts.articles(), "partitions: {old_1: NotLoad}");

    assertThat(run.out()).contains("Nothing to do now.", "Missing: de (1).");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void reportsEmptyStandardInput() throws IOException {
    String policy = Files.writeString(folder.resolve("p.yaml"), PolicyTexts.articles()).toString();

    assertThat(CommandRun.of("plan", "-f", policy, "--partitions", "-").err())
        .startsWith("standard input: is empty; residency plan --help shows such a file");
  }

  @Test
  void failsIfOutputCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("p.yaml"), PolicyTexts.articles());
    Files.writeString(folder.resolve("w.yaml"), "partitions: {de: Loaded}");
    String command =
        String.join(
            " ",
            CommandLines.of(
                "plan",
                "-f",
                folder + "/p.yaml",
                "--partitions",
                folder + "/w.yaml",
                ">/dev/full"));

    Shell.Result result = Shell.run(Map.of(), "sh", "-c", command);

    assertThat(result.output()).contains("Standard output can't be written");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void treatsNotExistAsMissingPartition() throws IOException {
    CommandRun run = plan(PolicyTexts.articles(), "partitions: {_default: Loaded, de: NotExist}");

    assertThat(run.out()).contains("de         NotExist  Loaded  serving  PartitionNotFound");
  }

  @Test
  void refusesPoliciesOfTwoCollections() throws IOException {
    String other = PolicyTexts.articles().replace("articles", "others");

    CommandRun run = plan(PolicyTexts.articles() + "---\n" + other, "partitions: {de: Loaded}");

    assertThat(run.err()).contains("2: default.articles, default.others");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void refusesInvalidPolicy() throws IOException {
    CommandRun run =
        plan(PolicyTexts.articles().replace("state: Loaded", "state: Lodaed"), "partitions: {}");

    assertThat(run.err()).contains("(articles): spec.rules[0].state: Unsupported value");
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void refusesPolicyGivenTwice() throws IOException {
    CommandRun run =
        plan(PolicyTexts.articles() + "---\n" + PolicyTexts.articles(), "partitions: {}");

    assertThat(run.err()).contains("search/articles is given twice");
    assertThat(run.code()).isEqualTo(1);
  }

  /** Plans no policy if any has a problem. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v1alpha1            | v1                   | (other): apiVersion: must be residency.milvus.io/v1alpha1
          kind: Part          | kind: part           | (other): kind: must be PartitionLoadPolicy
          name: other,        |                      | standard input: metadata.name: Required value
          collection: art     | colection: art       | (other): spec.colection: unknown field
          names: [de]         | names: [5]           | (other): spec.rules[0].match.names[0]: Invalid value
          milvus:19530        | a..b                 | (other): spec.milvus.uri: each part of the host
          name: other         | name: Other          | (Other): metadata.name: Invalid value
          name: other         | name: articles       | search/articles is given twice
          """)
  void plansNothingIfOnePolicyIsInvalid(String right, String wrong, String message)
      throws IOException {
    String other = PolicyTexts.articles().replace("name: articles", "name: other");
    String list =
        "kind: List\napiVersion: v1\nitems:\n- "
            + PolicyTexts.articles().strip().indent(2).strip()
            + "\n- "
            + other.replace(right, wrong == null ? "" : wrong).strip().indent(2).strip()
            + "\n";

    CommandRun run = plan(list, "partitions: {de: NotLoad}");

    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void acceptsGeneratedName() throws IOException {
    String generated = PolicyTexts.articles().replace("name: articles", "generateName: articles-");

    assertThat(plan(generated, "partitions: {de: NotLoad}").out()).contains("Load now: de");
    assertThat(plan(generated + "---\n" + generated, "partitions: {}").err())
        .contains("search/articles-* is given twice", "its own name");
  }

  @Test
  void reportsUnreadableFiles() throws IOException {
    Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'d', (byte) 0xe4, '\n'});
    Path large = Files.write(folder.resolve("large.txt"), new byte[16 * 1024 * 1024 + 1]);

    assertThat(plan(users(), "partitions: {}", "--list", "users/active=" + latin).err())
        .contains("latin.txt: is not UTF-8 text");
    assertThat(
            CommandRun.withInput(
                    PolicyTexts.articles(), "plan", "-f", "-", "--partitions", large.toString())
                .err())
        .contains("large.txt: is larger than 16 MB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          partitions: {de: loaded}              | partitions.de: "loaded" is not one of NotExist, NotLoad, Loading, Loaded
          partitions: {de: off}                 | partitions.de: must be Loaded, Loading, NotLoad or NotExist
          partitionz: {de: Loaded}              | partitionz: is not one of partitions, now, collection, created, live, settled
          partitions: {}, live: {replica: 2}    | live: lacks a field, or has an unknown one
          partitions: {}, live: {replicas: two} | live.replicas: "two" must be a whole number
          partitions: {}, live: {resourceGroups: a} | live.resourceGroups: must be a list
          partitions: {de: Loaded}, created: {de: soon} | created.de: "soon" must be a time, as in 2026-11-23T10:00:00Z
          partitions: {}, now: 2026-11-23       | now: "2026-11-23" must be a time, as in 2026-11-23T10:00:00Z
          partitions: {}, settled: maybe        | settled: "maybe" must be true or false
          partitions: {}, progress: {de: 5}     | progress.de: is not among partitions
          partitions: {}, created: {xx: 2026-11-23T10:00:00Z} | created.xx: is not among partitions
          partitions: [de]                      | partitions: must map names to states, as in {de: Loaded}
          partitions: {no: Loaded}              | :1: has the name no, which YAML reads as false: quote the name
          partitions: {0x1F: Loaded}            | :1: has the name 0x1F, which YAML reads as 31: quote the name
          partitions: {~: Loaded}               | :1: has the name ~, which YAML reads as null: quote the name
          partitions: {1.0: Loaded}             | :1: has the name 1.0, which YAML reads as 1: quote the name
          partitions: {a b: Loaded}             | partitions: "a b" can't be the name of a partition, because it contains a space
          settled: true                         | partitions: must map names to states
          partitions: null                      | partitions: must map names to states
          partitions: {de: null}                | partitions.de: must be Loaded, Loading
          partitions: {"": Loaded}              | partitions: "" can't be the name of a partition, because it is empty
          """)
  void reportsInvalidPartitionsFile(String world, String message) throws IOException {
    CommandRun run = plan(PolicyTexts.articles(), "{" + world + "}");

    assertThat(run.err()).contains("world.yaml:").contains(message).hasLineCount(1);
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plan                                                  | Missing required option
          plan -f - --now soon                                  | --now must be a time
          plan -f - --milvus milvus:19530                       | --milvus milvus:19530: must be http://host:port
          plan -f - --milvus http://10.0.0.256                  | must be an IPv4 address
          plan -f - --milvus http://a:1 --partitions b          | mutually exclusive
          plan -f - -o xml                                      | --output
          plan -f - --partitions -                              | Standard input (-) can be read only once
          plan -f a --partitions b --list u/a=- --list u/b=-    | Standard input (-) can be read only once
          """)
  void refusesWrongUsage(String arguments, String message) {
    CommandRun run = CommandRun.of(arguments.split(" +"));

    assertThat(run.err()).contains(message, "Try: residency plan --help");
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"+999999999-01-01T00:00:00Z", "0100-01-01T00:00:00Z", "9999-12-31T00:00:00Z"})
  void refusesTimesOutsideOfTheCalendar(String time) throws IOException {
    String partitions = "partitions: {de: NotLoad}\n";

    assertThat(plan(PolicyTexts.articles(), partitions, "--now=" + time).err())
        .startsWith("--now must be a time in the years 1970 to 8999, but is ");
    assertThat(plan(PolicyTexts.articles(), partitions + "now: \"" + time + "\"\n").err())
        .contains("world.yaml: now must be a time in the years 1970 to 8999, but is ");
  }

  @Test
  void printsNothingOfFileNamesThatATerminalObeys() throws IOException {
    Path file = Files.writeString(folder.resolve("\u001b[31m.yaml"), PolicyTexts.articles());

    CommandRun run = CommandRun.of("plan", "-f", file.toString(), file.toString());

    assertThat(run.err()).contains("is given twice").doesNotContain("\u001b");
  }

  @Test
  void namesAnUnknownOptionRatherThanAMissingOne() {
    assertThat(CommandRun.of("plan", "--file", "x").err())
        .startsWith("Unknown options: '--file', 'x'")
        .contains("--filename", "Try: residency plan --help");
    assertThat(CommandRun.of("plan", "-f", "p.yaml", "--partition", "w.yaml").err())
        .startsWith("Unknown option: '--partition'")
        .doesNotContain("Expected parameter")
        .contains("--partitions", "Try: residency plan --help");
  }

  @Test
  void saysThatFileNeedsOption() {
    assertThat(CommandRun.of("validate", "policy.yaml").err())
        .startsWith("Unexpected argument 'policy.yaml'. Files follow an option, as in -f FILE");
  }

  @Test
  void namesAnUnknownCommand() {
    assertThat(CommandRun.of("pln").err())
        .startsWith("Unknown command 'pln'")
        .contains("Did you mean: residency plan", "Try: residency --help");
    assertThat(CommandRun.of("--pln").err()).startsWith("Unknown option: '--pln'");
  }

  @Test
  void suggestsCommandForTypo() {
    assertThat(CommandRun.of("plna").err()).contains("Did you mean: residency plan");
    assertThat(CommandRun.of("help", "plan").out()).contains("Usage: residency plan");
  }

  @Test
  void wrapsNoExample() {
    assertThat(CommandRun.of("plan", "--help").out())
        .contains("--partitions world.yaml --list users/active=users.txt\n");
  }

  @Test
  void suggestsAlternativesIfMilvusIsUnreachable() {
    CommandRun run =
        CommandRun.withInput(
            PolicyTexts.articles(), "plan", "-f", "-", "--milvus", "http://127.0.0.1:1");

    assertThat(run.err())
        .startsWith("Collection articles of database default at http://127.0.0.1:1: ")
        .contains("Check --milvus and that Milvus is running.", "Or use --partitions FILE")
        .doesNotContain("milvus.uri", "Use --milvus")
        .hasLineCount(2);
    assertThat(run.code()).isEqualTo(1);

    String policy = PolicyTexts.articles().replace("http://milvus:19530", "http://127.0.0.1:1");
    assertThat(CommandRun.withInput(policy, "plan", "-f", "-").err())
        .contains("Check milvus.uri", "Use --milvus URI for another address");
  }

  @Test
  void showsExamplesAndAllCommandsInHelp() {
    assertThat(CommandRun.of("--help").out()).contains("operator", "plan", "validate");
    assertThat(CommandRun.of("plan", "--help").out())
        .contains("Examples:", "MILVUS_TOKEN", "table, json, yaml", "Exit codes:");
    assertThat(CommandRun.of("validate", "--help").out()).contains("Examples:", "text, json");
    assertThat(CommandRun.of("operator", "--help").out())
        .contains("8080 if omitted", "RESIDENCY_LOG_LEVEL", "KUBECONFIG", "Exit codes:");
  }

  private CommandRun plan(String policies, String world, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("world.yaml"), world);
    String[] arguments = new String[5 + more.length];
    System.arraycopy(
        new String[] {"plan", "-f", "-", "--partitions", file.toString()}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return CommandRun.withInput(policies, arguments);
  }
}
