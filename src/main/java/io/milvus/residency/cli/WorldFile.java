package io.milvus.residency.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names a file of partitions and their states, which is read instead of Milvus. */
final class WorldFile {

  @Option(
      names = "--partitions",
      paramLabel = "FILE",
      description =
          "Read the partitions and their states from this file instead of Milvus; - for"
              + " standard input. residency export -o world writes such a file.")
  private Optional<String> file = Optional.empty();

  /** Returns the name of the file, or empty if Milvus is read. */
  Optional<String> name() {
    return file;
  }

  /** Reads the file, if one is named. */
  Optional<Scenario> read(CliContext context) throws UserException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String name = file.get();
    return Optional.of(
        ScenarioReader.read(ManifestReader.source(name), ManifestReader.text(name, context.in())));
  }
}
