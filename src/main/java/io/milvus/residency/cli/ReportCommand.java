package io.milvus.residency.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.cluster.PolicyClient;
import io.milvus.residency.overview.MilvusObservation;
import io.milvus.residency.overview.Overview;
import io.milvus.residency.overview.OverviewFactory;
import io.milvus.residency.overview.OverviewPage;
import io.milvus.residency.overview.OverviewTable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code residency report}: shows the policies of a namespace or of a cluster. */
@Command(
    name = "report",
    description = {
      "Shows the policies of a namespace or of a whole cluster: each collection, which policies want"
          + " what of it, what is loaded, what is pending or blocked, the commands that approve"
          + " blocked releases, and what the clock changes next. Changes nothing.",
      "Everything comes from the policies and their status, which you need the verbs get, list and"
          + " watch on partitionloadpolicies.residency.milvus.io for. The version of Milvus, and why"
          + " each partition is loaded, are read from Milvus only with --milvus."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no policy needs a person: each is as declared, or the operator is at work or retries",
      "1:an error, such as wrong usage or an API server that does not answer",
      "2:a policy needs action (Ready is Stalled, as with ReleaseBlocked), its state is not known,"
          + " or no operator seems to run"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  residency report -n search",
      "  residency report -A -o html > report.html",
      "  residency report --watch",
      "  residency report -n search --milvus http://localhost:19530   # after kubectl port-forward"
    })
public final class ReportCommand implements Callable<Integer> {

  private static final int NOBODY = 0;
  private static final int PEOPLE = 2;

  private final CliContext context;

  @Spec private CommandSpec spec;

  @Mixin private ScopeOptions scope = new ScopeOptions();

  @Mixin private MilvusOptions server = new MilvusOptions();

  @Option(
      names = {"-w", "--watch"},
      description =
          "Keep showing the policies as they change, with the progress of loads, until Ctrl-C. If the"
              + " output is no terminal, print a line for each change.")
  private boolean watch;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "The output format: ${COMPLETION-CANDIDATES}.")
  private ReportFormat output = ReportFormat.table;

  /** The format of the report; the names are the values of the option. */
  enum ReportFormat {
    table,
    json,
    yaml,
    html
  }

  /** Creates the command of one command line. */
  public ReportCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    refuseMisuse();
    try (PolicyClient client = scope.connect(context)) {
      OverviewSource source = scope.source(client, context.clock());
      if (watch) {
        new ReportWatch(
                source,
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                context.terminal().output() ? Optional.of(new Screen()) : Optional.empty())
            .run();
        return NOBODY;
      }
      Overview overview = overview(source);
      spec.commandLine().getOut().println(text(overview));
      return overview.needsPeople() ? PEOPLE : NOBODY;
    }
  }

  private Overview overview(OverviewSource source) throws Exception {
    List<PartitionLoadPolicy> policies = source.policies();
    MilvusObservation seen =
        server.uri().isPresent()
            ? new MilvusReader(server, context.environment())
                .read(OverviewFactory.collections(policies))
            : MilvusObservation.NONE;
    return source.overview(policies, source.operator(), seen);
  }

  private String text(Overview overview) throws JsonProcessingException {
    return switch (output) {
      case table -> String.join(System.lineSeparator(), OverviewTable.lines(overview));
      case json -> OutputWriter.json(overview);
      case yaml -> OutputWriter.yaml(overview);
      case html -> OverviewPage.of(overview).html().stripTrailing();
    };
  }

  private void refuseMisuse() {
    Optional<String> misuse = server.misuse().or(scope::misuse).or(this::misuseOfWatch);
    if (misuse.isPresent()) {
      throw new ParameterException(spec.commandLine(), misuse.get());
    }
  }

  private Optional<String> misuseOfWatch() {
    if (!watch) {
      return Optional.empty();
    }
    return output == ReportFormat.table
        ? server.uri().map(uri -> "--watch and --milvus are mutually exclusive")
        : Optional.of("--watch and --output are mutually exclusive");
  }
}
