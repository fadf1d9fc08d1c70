package io.milvus.residency.cli;

import io.milvus.residency.api.TimeZones;
import io.milvus.residency.export.CollectionExport;
import io.milvus.residency.export.ManifestWriter;
import io.milvus.residency.export.PolicyTarget;
import io.milvus.residency.export.WorldWriter;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.schema.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code residency export}: writes policies that describe what is loaded now. */
@Command(
    name = "export",
    description = {
      "Writes policies that describe what is loaded now, in mode Observe, to take over a Milvus that"
          + " scripts or people manage. Changes nothing.",
      "A rule has a date format or a glob only if all partitions that it matches are as it says, and"
          + " there are enough of them: a window needs the newest 3 loaded, without a gap up to today,"
          + " and 3 older ones that are not; any other family needs 10 loaded ones. All else is named."
          + " What is not loaded, or is loading, is left undecided. Comments say why each rule is there."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all that is loaded is described, or the world is written",
      "1:an error, such as wrong usage, or nothing is loaded",
      "2:policies were written, but not for all: a partition is loading, or no policy can name it"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  residency export --milvus http://milvus.example.com:19530 --collection articles -n search",
      "  residency export --milvus http://localhost:19530 --uri http://milvus.search.svc:19530 \\",
      "      --all-collections -n search > policies.yaml",
      "  residency export --partitions world.yaml --uri http://milvus:19530 --collection articles",
      "  residency export --milvus http://localhost:19530 --collection articles -o world > world.yaml"
    })
public final class ExportCommand implements Callable<Integer> {

  private static final int COMPLETE = 0;
  private static final int FAILED = 1;
  private static final int INCOMPLETE = 2;

  private final CliContext context;

  @Spec private CommandSpec spec;

  @Mixin private MilvusOptions server = new MilvusOptions();

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description =
          "The address of Milvus as the cluster reaches it, for the policies; that of --milvus if"
              + " omitted. Needed if that is an address of this machine, as after kubectl port-forward.")
  private Optional<String> uri = Optional.empty();

  @Mixin private WorldFile file = new WorldFile();

  @Option(
      names = "--database",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The database of the collections; ${DEFAULT-VALUE} if omitted.")
  private String database = "default";

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      description = "A collection, or its alias; may be given several times.")
  private List<String> collections = new ArrayList<>();

  @Option(
      names = "--all-collections",
      description = "All collections of the database, instead of --collection.")
  private boolean all;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "The namespace of the policies; that of kubectl apply if omitted.")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      description =
          "The time zone of the dates in names, as in Europe/Berlin. If omitted, UTC, and no date"
              + " format for names that have a date in the future there.")
  private Optional<String> timeZone = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "policy",
      description =
          "policy, or world: the partitions of a collection and their states, as a file for"
              + " --partitions of plan, simulate and export.")
  private ExportFormat output = ExportFormat.policy;

  /** Creates the command of one command line. */
  public ExportCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws UserException {
    refuseMisuse();
    Optional<Scenario> world = file.read(context);
    Instant now = world.flatMap(Scenario::now).orElse(context.now());
    Map<String, ObservedCollection> seen =
        world.isPresent()
            ? Map.of(collections.get(0), world.get().observed(collections.get(0)))
            : live();
    if (output == ExportFormat.world) {
      print(WorldWriter.write(seen.values().iterator().next(), database, now));
      return COMPLETE;
    }
    ExportedCollections exported =
        ExportedCollections.of(seen, now, timeZone.flatMap(TimeZones::find));
    exported.notes().forEach(spec.commandLine().getErr()::println);
    if (exported.described().isEmpty()) {
      return FAILED;
    }
    print(policies(exported.described()));
    return exported.incomplete() ? INCOMPLETE : COMPLETE;
  }

  private Map<String, ObservedCollection> live() throws UserException {
    try (Progress progress = new Progress(context, spec.commandLine().getErr())) {
      return new LiveCollections(server, context.environment(), database)
          .read(collections, progress);
    }
  }

  private void refuseMisuse() {
    misuse()
        .ifPresent(
            text -> {
              throw new ParameterException(spec.commandLine(), text);
            });
  }

  private Optional<String> misuse() {
    if (server.misuse().isPresent()) {
      return server.misuse();
    }
    if (server.uri().isPresent() == file.name().isPresent()) {
      return Optional.of("Give either --milvus or --partitions");
    }
    if (all == !collections.isEmpty() || (all && file.name().isPresent())) {
      return Optional.of("Give either --collection or, with --milvus, --all-collections");
    }
    if (file.name().isPresent() && collections.size() > 1) {
      return Optional.of("--partitions describes one collection: give --collection once");
    }
    if (timeZone.isPresent() && timeZone.flatMap(TimeZones::find).isEmpty()) {
      return Optional.of(
          "--time-zone must be a name of the IANA database, as in Europe/Berlin, but is "
              + timeZone.get());
    }
    return output == ExportFormat.world
        ? misuseOfWorld()
        : ClusterAddress.misuse(uri, server.uri());
  }

  private Optional<String> misuseOfWorld() {
    if (server.uri().isEmpty() || collections.size() != 1) {
      return Optional.of("-o world needs --milvus, and --collection once");
    }
    return uri.isPresent() || namespace.isPresent() || timeZone.isPresent()
        ? Optional.of("--uri, --namespace and --time-zone are for policies, not for -o world")
        : Optional.empty();
  }

  private String policies(List<CollectionExport> exports) throws UserException {
    String address = uri.or(server::uri).orElseThrow();
    PolicyTarget target =
        new PolicyTarget(namespace, server.reference(address, context.environment()), database);
    List<String> texts =
        exports.stream().map(export -> ManifestWriter.write(export, target)).toList();
    String text = String.join("---\n", texts);
    PolicyValidator validator = new PolicyValidator();
    for (Manifest policy : ManifestReader.of("The export", text)) {
      for (Problem problem : validator.problems(policy, Optional.empty())) {
        throw new UserException(
            "A policy for collection "
                + policy.tree().path("spec").path("collection").asText()
                + " would not be valid: "
                + problem);
      }
    }
    return text;
  }

  private void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }
}
