package io.milvus.residency.cli;

import io.milvus.residency.api.Mode;
import io.milvus.residency.cli.ComparisonView.Verdict;
import io.milvus.residency.cli.PolicyVersions.Compared;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.simulation.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code residency simulate}: shows what policies will do over a period. */
@Command(
    name = "simulate",
    description = {
      "Shows every load and release that policies will make, and the number of resident partitions"
          + " over time. Changes nothing.",
      "Policies of one collection are simulated together, each in its own mode: a policy in mode"
          + " Observe changes nothing, unless --enforce is given. A load takes no time and always"
          + " succeeds, no client changes anything, and nobody approves a blocked release."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:simulated; with --compare: the same policies, and no load or release differs",
      "1:an error, such as wrong usage, a list that can't be read, or too many changes to follow",
      "2:with --compare: loads or releases differ, or policies are created or deleted",
      "3:with --compare: releases of the edit would wait for approval"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  residency simulate -f policy.yaml --partitions world.yaml --for 14d",
      "  residency simulate -f policy.yaml --milvus http://localhost:19530 --expect p_%%Y%%m%%d",
      "  kubectl get plp -o yaml | residency simulate -f - --milvus http://localhost:19530",
      "  residency simulate -f policy.yaml --partitions world.yaml -o html > timeline.html",
      "  residency simulate --compare old.yaml new.yaml --partitions world.yaml -o markdown",
      "",
      "Without --milvus and --partitions, the Milvus of each policy is read, without credentials.",
      "residency plan --help describes world.yaml."
    })
public final class SimulateCommand implements Callable<Integer> {

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int CHANGED = 2;
  private static final int BLOCKED = 3;

  private static final Set<SimulationFormat> OF_COMPARISONS =
      EnumSet.of(
          SimulationFormat.table,
          SimulationFormat.json,
          SimulationFormat.yaml,
          SimulationFormat.markdown);

  private final CliContext context;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "A file with one or more policies; - for standard input. Other objects are ignored.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--compare",
      paramLabel = "OLD NEW",
      hideParamSyntax = true,
      arity = "1..2",
      description =
          "Instead of -f: the old and the new policies. Shows what changes if the new ones replace"
              + " the old ones, after the old ones were carried out. A policy that is in just one of"
              + " the files is created or deleted.")
  private List<String> versions = new ArrayList<>();

  @Mixin private WorldOptions worldOptions = new WorldOptions();

  @Option(
      names = "--for",
      paramLabel = "PERIOD",
      defaultValue = "14d",
      description = "The length of the simulation, as in 14d or 36h, at most 366d. Default: 14d.")
  private String length = "";

  @Option(
      names = "--expect",
      paramLabel = "FORMAT",
      description = {
        "A date format as in p_%%Y%%m%%d: such a partition, not loaded, is expected to be created at"
            + " the begin of each hour, day, week, month or year, in the time zone of the policies"
            + " with this dateFormat, else UTC.",
        "With several collections: in those with such a partition or dateFormat."
      })
  private List<String> patterns = new ArrayList<>();

  @Option(
      names = "--enforce",
      description = "Simulate policies in mode Observe or on hold as if in mode Enforce.")
  private boolean enforce;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "The output format: ${COMPLETION-CANDIDATES}. A comparison has no picture, and only a"
              + " comparison is formatted as markdown.")
  private SimulationFormat output = SimulationFormat.table;

  /** Creates the command of one command line. */
  public SimulateCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    refuseMisuse();
    Duration period = Period.parse(length);
    ExpectedFamilies families = ExpectedFamilies.of(patterns);
    return versions.isEmpty() ? simulate(period, families) : compare(period, families);
  }

  private void refuseMisuse() {
    if (files.isEmpty() == versions.isEmpty()) {
      throw misuse("Give either -f FILE… or --compare OLD NEW");
    }
    if (versions.size() == 1) {
      throw misuse("--compare needs two files: --compare OLD NEW");
    }
    if (versions.size() > 2) {
      throw misuse("--compare is given twice: give it once");
    }
    boolean compares = !versions.isEmpty();
    if (compares && enforce) {
      throw misuse("--compare and --enforce are mutually exclusive: an edit may change the mode");
    }
    if (compares && !OF_COMPARISONS.contains(output)) {
      throw misuse("-o " + output + ": a comparison has no picture. Use one of " + OF_COMPARISONS);
    }
    if (!compares && output == SimulationFormat.markdown) {
      throw misuse("-o markdown needs --compare OLD NEW");
    }
    worldOptions.refuseMisuse(spec.commandLine(), compares ? versions : files);
  }

  private ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int simulate(Duration period, ExpectedFamilies families) throws Exception {
    List<Manifest> policies = PolicyFiles.read(files, context.in(), spec.commandLine().getErr());
    if (policies.isEmpty()) {
      return FAILED;
    }
    World world = worldOptions.read(spec.commandLine(), context, policies);
    List<PlanInput> inputs = world.inputs(policies);
    List<Timeline> timelines;
    try (Progress progress = progress()) {
      timelines =
          new CollectionSimulations(world.now(), period, families, progress)
              .timelines(enforce ? enforced(inputs) : inputs);
    }
    print(TimelineOutput.of(timelines, output));
    return timelines.stream().anyMatch(TimelineView::incomplete) ? FAILED : DONE;
  }

  private Progress progress() {
    return new Progress(context, spec.commandLine().getErr());
  }

  private static List<PlanInput> enforced(List<PlanInput> inputs) {
    return inputs.stream().map(input -> input.with(enforced(input.claims()))).toList();
  }

  private static ClaimSet enforced(ClaimSet claims) {
    return new ClaimSet(
        claims.all().stream()
            .map(claim -> claim.mode() == Mode.OBSERVE ? claim.enforced() : claim)
            .toList(),
        claims.doubts(),
        claims.loadTimeout());
  }

  private int compare(Duration period, ExpectedFamilies families) throws Exception {
    PolicyVersions policies =
        PolicyVersions.read(versions, context.in(), spec.commandLine().getErr());
    World world = worldOptions.read(spec.commandLine(), context, policies.all());
    List<Compared> collections = policies.in(world);
    List<ComparisonView> comparisons;
    try (Progress progress = progress()) {
      comparisons =
          new CollectionSimulations(world.now(), period, families, progress)
              .comparisons(collections);
    }
    print(ComparisonOutput.of(comparisons, output));
    return comparisons.stream()
        .map(ComparisonView::verdict)
        .mapToInt(SimulateCommand::code)
        .reduce(DONE, SimulateCommand::worse);
  }

  private static int code(Verdict verdict) {
    return switch (verdict) {
      case UNCHANGED -> DONE;
      case CHANGED -> CHANGED;
      case BLOCKED -> BLOCKED;
      case INCOMPLETE -> FAILED;
    };
  }

  /** Returns the code for two collections: an error says that the others may be wrong, too. */
  private static int worse(int a, int b) {
    return a == FAILED || b == FAILED ? FAILED : Math.max(a, b);
  }

  private void print(String text) {
    spec.commandLine().getOut().println(text);
  }
}
