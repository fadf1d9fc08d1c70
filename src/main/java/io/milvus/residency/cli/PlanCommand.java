package io.milvus.residency.cli;

import io.milvus.residency.rules.PartitionList;
import io.milvus.residency.schema.Problem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code residency plan}: shows what the operator would do. */
@Command(
    name = "plan",
    description = {
      "Shows what the operator would do for policies. Changes nothing.",
      "Policies of one collection are planned together, as the operator does. Each plan starts"
          + " afresh, so the wait of a release begins at --now."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing to do: each partition is as wanted, or has a reason with which Ready is True"
          + " (Contested, MinResidentReached, MaxLoadedReached, Observing, Suspended)",
      "1:an error, such as wrong usage or a list that can't be read",
      "2:something to do now, later or by hand: any other reason, such as ReleasePending,"
          + " ReleaseBlocked or PartitionNotFound"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  residency plan -f policy.yaml --partitions world.yaml",
      "  residency plan -f policy.yaml --milvus http://localhost:19530",
      "  kubectl get plp -o yaml | residency plan -f - --milvus http://localhost:19530",
      "  residency plan -f policy.yaml --partitions world.yaml --list users/active=users.txt",
      "  residency plan -f policy.yaml --partitions world.yaml --now 2026-12-24T18:00Z",
      "",
      "A world.yaml; only partitions is required:",
      "  partitions: {_default: Loaded, de: NotLoad, en: Loading}",
      "  created: {de: 2026-11-01T00:00:00Z}          # the newest are kept longest",
      "  live: {replicas: 2, resourceGroups: [hot]}   # what the collection is loaded with",
      "  settled: true                                # no edit to measure and approve"
    })
public final class PlanCommand implements Callable<Integer> {

  private static final int NOTHING = 0;
  private static final int FAILED = 1;
  private static final int SOMETHING = 2;

  private final CliContext context;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description =
          "A file with one or more policies; - for standard input. Other objects are ignored.")
  private List<String> files = new ArrayList<>();

  @Mixin private MilvusOptions server = new MilvusOptions();

  @Option(
      names = "--partitions",
      paramLabel = "FILE",
      description =
          "Read the partitions and their states from this file instead of Milvus; - for"
              + " standard input.")
  private Optional<String> partitions = Optional.empty();

  @Option(
      names = "--list",
      paramLabel = "NAME/KEY=FILE",
      description =
          "The list that a rule refers to in listedIn: the ConfigMap, its key, and a file with one"
              + " name per line, or - for standard input. A rule without its list can't be"
              + " planned.")
  private List<String> lists = new ArrayList<>();

  @Option(
      names = "--now",
      paramLabel = "TIME",
      description =
          "Plan for this time (RFC 3339); if omitted, the time in the --partitions file, or else the"
              + " current time.")
  private Optional<String> now = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "The output format: ${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.table;

  /** Creates the command of one command line. */
  public PlanCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Optional<Instant> time = time();
    refuseMisuse();
    List<Manifest> policies = policies();
    if (policies.isEmpty()) {
      return FAILED;
    }
    Map<String, PartitionList> contents = ProvidedLists.read(lists, policies, context.in());
    List<PlanView> plans = new ArrayList<>();
    if (partitions.isPresent()) {
      String file = partitions.get();
      Scenario world =
          ScenarioReader.read(ManifestReader.source(file), ManifestReader.text(file, context.in()));
      Instant instant = time.or(world::now).orElseGet(this::clock);
      plans.add(PlanInput.of(world, policies, contents).plan(instant));
    } else {
      Instant instant = time.orElseGet(this::clock);
      for (PlanInput input :
          new LivePlanInputs(server, context.environment()).at(policies, contents)) {
        plans.add(input.plan(instant));
      }
    }
    print(plans);
    if (plans.stream().anyMatch(PlanView::incomplete)) {
      return FAILED;
    }
    return plans.stream().anyMatch(PlanView::somethingToDo) ? SOMETHING : NOTHING;
  }

  private void refuseMisuse() {
    Optional<String> misuse = server.misuse();
    if (misuse.isPresent()) {
      throw new ParameterException(spec.commandLine(), misuse.get());
    }
    if (server.uri().isPresent() && partitions.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--milvus and --partitions are mutually exclusive");
    }
    long fromInput =
        Stream.of(files.stream(), partitions.stream(), lists.stream().map(ProvidedLists::file))
            .flatMap(Function.identity())
            .filter(ManifestReader.STANDARD_INPUT::equals)
            .count();
    if (fromInput > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "Standard input (-) can be read only once: use files for the other inputs");
    }
  }

  private Optional<Instant> time() {
    try {
      return now.map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--now must be a time as in 2026-11-23T10:00:00Z, but is " + now.orElseThrow(),
          e);
    }
  }

  private Instant clock() {
    return context.clock().instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Returns the given policies, or none after printing what is wrong with them. */
  private List<Manifest> policies() {
    List<String> unread = new ArrayList<>();
    List<Manifest> policies =
        ManifestReader.read(files, context.in(), unread::add).stream()
            .filter(Manifest::isPolicy)
            .toList();
    unread.forEach(spec.commandLine().getErr()::println);
    Map<Object, Manifest> known = new HashMap<>();
    PolicyValidator validator = new PolicyValidator();
    boolean right = unread.isEmpty();
    for (Manifest policy : policies) {
      for (Problem problem : validator.problems(policy, Optional.empty())) {
        spec.commandLine().getErr().println(policy + ": " + problem);
        right = false;
      }
      Manifest other = known.put(policy.name(), policy);
      if (other != null) {
        spec.commandLine()
            .getErr()
            .println(
                policy.name()
                    + " is given twice, in "
                    + other.file()
                    + " and "
                    + policy.file()
                    + ": give it once, or give each policy its own name");
        right = false;
      }
    }
    return right ? policies : List.of();
  }

  private void print(List<PlanView> plans) throws Exception {
    String text =
        switch (output) {
          case json -> OutputWriter.json(new Plans(plans));
          case yaml -> OutputWriter.yaml(new Plans(plans));
          case table ->
              String.join(
                  System.lineSeparator().repeat(2), plans.stream().map(PlanTable::of).toList());
        };
    spec.commandLine().getOut().println(text);
  }

  /** An object rather than a list, so that fields can be added. */
  private record Plans(List<PlanView> plans) {}
}
