package io.milvus.residency.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "Without --milvus and --partitions, the Milvus of each policy is read, without credentials.",
      "",
      "A world.yaml; only partitions is required:",
      "  partitions: {_default: Loaded, de: NotLoad, en: Loading}",
      "  now: 2026-11-23T10:00:00Z                    # the time of the plan",
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

  @Mixin private WorldOptions world = new WorldOptions();

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
    world.refuseMisuse(spec.commandLine(), files);
    List<Manifest> policies = PolicyFiles.read(files, context.in(), spec.commandLine().getErr());
    if (policies.isEmpty()) {
      return FAILED;
    }
    World read = world.read(spec.commandLine(), context, policies);
    List<PlanView> plans = new ArrayList<>();
    for (PlanInput input : read.inputs(policies)) {
      plans.add(input.plan(read.now()));
    }
    print(plans);
    if (plans.stream().anyMatch(PlanView::incomplete)) {
      return FAILED;
    }
    return plans.stream().anyMatch(PlanView::somethingToDo) ? SOMETHING : NOTHING;
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
