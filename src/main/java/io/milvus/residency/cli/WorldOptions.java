package io.milvus.residency.cli;

import io.milvus.residency.rules.PartitionList;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
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

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");
  private static final String TOO_FAR = " must be a time in the years 1970 to 8999, but is ";

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
          "The time to begin at (RFC 3339); if omitted, the time in the --partitions file, or else"
              + " the current time.")
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
    Optional<Instant> ofFile = scenario.now();
    if (ofFile.filter(WorldOptions::isTooFar).isPresent()) {
      throw new UserException(
          ManifestReader.source(file.name().orElseThrow())
              + ": now"
              + TOO_FAR
              + ofFile.orElseThrow());
    }
    return new World(
        time.or(() -> ofFile).orElse(context.now()),
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
    Optional<Instant> time;
    try {
      time = now.map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new ParameterException(
          line, "--now must be a time as in 2026-11-23T10:00:00Z, but is " + now.orElseThrow(), e);
    }
    if (time.filter(WorldOptions::isTooFar).isPresent()) {
      throw new ParameterException(line, "--now" + TOO_FAR + now.orElseThrow());
    }
    return time;
  }

  /** Returns whether plans from this time on would leave the calendar. */
  private static boolean isTooFar(Instant time) {
    return time.isBefore(EARLIEST) || time.isAfter(LATEST);
  }
}
