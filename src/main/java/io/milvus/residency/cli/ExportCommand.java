package io.milvus.residency.cli;

import io.milvus.residency.api.TimeZones;
import io.milvus.residency.export.CollectionExport;
import io.milvus.residency.export.ManifestWriter;
import io.milvus.residency.export.PolicyTarget;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.schema.Problem;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
      "0:all that is loaded is described",
      "1:an error, such as wrong usage, or nothing is loaded",
      "2:policies were written, but not for all: a partition is loading, or no policy can name it"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  residency export --milvus http://milvus.example.com:19530 --collection articles -n search",
      "  residency export --milvus http://localhost:19530 --uri http://milvus.search.svc:19530 \\",
      "      --all-collections -n search > policies.yaml",
      "  residency export --partitions world.yaml --uri http://milvus:19530 --collection articles"
    })
public final class ExportCommand implements Callable<Integer> {

  private static final int COMPLETE = 0;
  private static final int FAILED = 1;
  private static final int INCOMPLETE = 2;
  private static final int SHOWN = 3;

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

  @Option(
      names = "--partitions",
      paramLabel = "FILE",
      description =
          "Read the partitions and their states from this file instead of Milvus, as plan does; -"
              + " for standard input.")
  private Optional<String> partitions = Optional.empty();

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

  /** Creates the command of one command line. */
  public ExportCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws UserException {
    refuseMisuse();
    Optional<ZoneId> zone = timeZone.flatMap(TimeZones::find);
    Instant now = context.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    Map<String, ObservedCollection> seen = new LinkedHashMap<>();
    if (partitions.isPresent()) {
      String file = partitions.get();
      Scenario world =
          ScenarioReader.read(ManifestReader.source(file), ManifestReader.text(file, context.in()));
      now = world.now().orElse(now);
      seen.put(collections.get(0), world.observed(collections.get(0)));
    } else {
      seen.putAll(new LiveCollections(server, context.environment(), database).read(collections));
    }
    List<CollectionExport> exports = new ArrayList<>();
    for (Map.Entry<String, ObservedCollection> collection : seen.entrySet()) {
      export(collection.getKey(), collection.getValue(), now, zone).ifPresent(exports::add);
    }
    if (exports.isEmpty()) {
      return FAILED;
    }
    print(exports);
    return exports.stream().anyMatch(ExportCommand::incomplete) ? INCOMPLETE : COMPLETE;
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
    if (server.uri().isPresent() == partitions.isPresent()) {
      return Optional.of("Give either --milvus or --partitions");
    }
    if (all == !collections.isEmpty() || (all && partitions.isPresent())) {
      return Optional.of("Give either --collection or, with --milvus, --all-collections");
    }
    if (partitions.isPresent() && collections.size() > 1) {
      return Optional.of("--partitions describes one collection: give --collection once");
    }
    if (timeZone.isPresent() && timeZone.flatMap(TimeZones::find).isEmpty()) {
      return Optional.of(
          "--time-zone must be a name of the IANA database, as in Europe/Berlin, but is "
              + timeZone.get());
    }
    return ClusterAddress.misuse(uri, server.uri());
  }

  /** Describes a collection, and reports what the manifests can't show, or only in comments. */
  private Optional<CollectionExport> export(
      String name, ObservedCollection observed, Instant now, Optional<ZoneId> zone) {
    String collection = "Collection " + observed.name();
    if (observed.partitionKey()) {
      report(
          collection
              + " is left out: it has a partition key, so that Milvus refuses to load or"
              + " release its partitions individually.");
      return Optional.empty();
    }
    CollectionExport export = CollectionExport.of(observed, now, zone);
    if (!export.loading().isEmpty()) {
      report(
          collection
              + " is loading "
              + Phrases.firstOf(export.loading(), SHOWN)
              + ", which no rule decides. Export again when the load is done.");
    }
    if (!export.unnameable().isEmpty()) {
      report(
          collection + ": no policy can name " + Phrases.firstOf(export.unnameable(), SHOWN) + ".");
    }
    if (export.rules().isEmpty()) {
      report(collection + " is left out: nothing is loaded that a policy could describe.");
      return Optional.empty();
    }
    if (!name.equals(observed.name())) {
      report(
          name
              + " is an alias of "
              + observed.name()
              + ", which the policy names. Write the alias"
              + " into spec.collection if the policy should follow it.");
    }
    return Optional.of(export);
  }

  private static boolean incomplete(CollectionExport export) {
    return !export.loading().isEmpty() || !export.unnameable().isEmpty();
  }

  private void report(String message) {
    spec.commandLine().getErr().println(message);
  }

  private void print(List<CollectionExport> exports) throws UserException {
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
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }
}
