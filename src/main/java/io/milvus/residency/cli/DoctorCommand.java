package io.milvus.residency.cli;

import io.milvus.residency.milvus.CheckResult;
import io.milvus.residency.milvus.CheckResult.Grade;
import io.milvus.residency.milvus.GrpcConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code residency doctor}: checks that a Milvus has everything that the operator needs. */
@Command(
    name = "doctor",
    description = {
      "Connects to a Milvus as the operator does, and checks everything that the operator needs.",
      "Changes nothing in Milvus."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no check failed",
      "1:an error, such as wrong usage",
      "2:a check failed: see the FAILURE lines"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  residency doctor --milvus http://localhost:19530",
      "  residency doctor --milvus http://localhost:19530 --collection articles --replicas 2",
      "  MILVUS_TOKEN=user:password residency doctor --milvus https://milvus.example.com \\",
      "      --ca ca.crt --collection articles"
    })
public final class DoctorCommand implements Callable<Integer> {

  private static final int HEALTHY = 0;
  private static final int ILL = 2;
  private static final int SUBJECT_WIDTH = 26;

  private final CliContext context;

  @Spec private CommandSpec spec;

  @Mixin private MilvusOptions server = new MilvusOptions();

  @Option(
      names = "--database",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The database of the collection; ${DEFAULT-VALUE} if omitted.")
  private String database;

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      description = "The collection, or its alias, as a policy names it.")
  private Optional<String> collection = Optional.empty();

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "The number of replicas to load; the present number if omitted.")
  private Optional<Integer> replicas = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "The output format: ${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.table;

  /** Creates the command of one command line. */
  public DoctorCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    refuseMisuse();
    List<CheckResult> findings = new ArrayList<>();
    Consumer<CheckResult> tell = output == OutputFormat.table ? this::print : finding -> {};
    try (GrpcConnections connections = new GrpcConnections()) {
      connections
          .preflight(
              server.access(database, context.environment()),
              finding -> tell.andThen(findings::add).accept(server.worded(finding)))
          .run(collection, replicas.map(OptionalInt::of).orElse(OptionalInt.empty()));
    }
    switch (output) {
      case json ->
          spec.commandLine().getOut().println(OutputWriter.json(new DoctorReport(findings)));
      case yaml ->
          spec.commandLine().getOut().println(OutputWriter.yaml(new DoctorReport(findings)));
      case table -> {}
    }
    return findings.stream().anyMatch(f -> f.grade() == Grade.FAILURE) ? ILL : HEALTHY;
  }

  private void refuseMisuse() {
    Optional<String> misuse = server.misuse();
    if (server.uri().isEmpty()) {
      misuse = Optional.of("Missing required option: '--milvus=URI'");
    } else if (misuse.isEmpty() && replicas.filter(n -> n < 1).isPresent()) {
      misuse = Optional.of("--replicas must be 1 or more");
    }
    if (misuse.isPresent()) {
      throw new ParameterException(spec.commandLine(), misuse.get());
    }
  }

  /** Prints a result at once, because a server that does not answer takes its time. */
  private void print(CheckResult finding) {
    spec.commandLine()
        .getOut()
        .println(
            String.format("%-" + (Grade.FAILURE.toString().length() + 2) + "s", finding.grade())
                + String.format("%-" + SUBJECT_WIDTH + "s", finding.subject())
                + finding.text()
                + (finding.lacksCredentials()
                    ? " Set " + MilvusOptions.TOKEN + " to an API key or user:password."
                    : ""));
  }

  /** An object rather than a list, so that fields can be added. */
  private record DoctorReport(List<CheckResult> findings) {}
}
