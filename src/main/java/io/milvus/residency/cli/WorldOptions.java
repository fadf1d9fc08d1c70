package io.milvus.residency.cli;

import io.milvus.residency.rules.PartitionList;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say what policies meet: partitions, lists and the time. */
final class WorldOptions {

  @Mixin private MilvusOptions server = new MilvusOptions();

  @Mixin private WorldFile file = new WorldFile();

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

  /** Refuses options that contradict each other. */
  void refuseMisuse(CommandLine line, List<String> files) {
    Optional<String> misuse = server.misuse();
    if (misuse.isPresent()) {
      throw new ParameterException(line, misuse.get());
    }
    if (server.uri().isPresent() && file.name().isPresent()) {
      throw new ParameterException(line, "--milvus and --partitions are mutually exclusive");
    }
    long fromInput =
        Stream.of(files.stream(), file.name().stream(), lists.stream().map(ProvidedLists::file))
            .flatMap(Function.identity())
            .filter(ManifestReader.STANDARD_INPUT::equals)
            .count();
    if (fromInput > 1) {
      throw new ParameterException(
          line, "Standard input (-) can be read only once: use files for the other inputs");
    }
    time(line);
  }

  /**
   * Reads what the options name.
   *
   * @param policies all policies that are planned with it
   */
  World read(CommandLine line, CliContext context, List<Manifest> policies) throws UserException {
    Optional<Instant> time = time(line);
    Map<String, PartitionList> contents = ProvidedLists.read(lists, policies, context.in());
    if (file.name().isEmpty()) {
      LivePlanInputs milvus = new LivePlanInputs(server, context.environment());
      return new World(time.orElse(context.now()), some -> milvus.at(some, contents));
    }
    refuseSeveralCollections(policies);
    Scenario scenario = file.read(context).orElseThrow();
    return new World(
        time.or(scenario::now).orElse(context.now()),
        some -> some.isEmpty() ? List.of() : List.of(PlanInput.of(scenario, some, contents)));
  }

  private static void refuseSeveralCollections(List<Manifest> policies) throws UserException {
    List<String> names =
        policies.stream()
            .map(policy -> policy.policy().getSpec())
            .map(spec -> spec.database() + "." + spec.collection())
            .distinct()
            .toList();
    if (names.size() > 1) {
      throw new UserException(
          "--partitions describes one collection, but the policies name "
              + names.size()
              + ": "
              + String.join(", ", names)
              + ". Give the policies of one collection at a time.");
    }
  }

  private Optional<Instant> time(CommandLine line) {
    try {
      return now.map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          line, "--now must be a time as in 2026-11-23T10:00:00Z, but is " + now.orElseThrow(), e);
    }
  }
}
