package io.milvus.residency.app;

import io.milvus.residency.cli.CliContext;
import io.milvus.residency.cli.DoctorCommand;
import io.milvus.residency.cli.PlanCommand;
import io.milvus.residency.cli.SimulateCommand;
import io.milvus.residency.cli.ValidateCommand;
import java.util.Set;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "residency",
    description = "Keeps the partitions of Milvus collections loaded and released as declared.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main {

  /** The width of the longest example, so that no example is wrapped. */
  private static final int HELP_WIDTH = 100;

  private Main() {}

  /** Runs a command and exits with its code: 1 for a failure, wrong usage included. */
  public static void main(String[] args) {
    String format = System.getenv().getOrDefault("RESIDENCY_LOG_FORMAT", "text");
    if (!Set.of("text", "json").contains(format)) {
      // Before anything is logged, because the log has no other format to fall back on.
      System.err.println("RESIDENCY_LOG_FORMAT must be text or json, but is " + format);
      System.exit(1);
    }
    // gRPC and the JDK log through java.util.logging.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    int code = commandLine(CliContext.ofProcess()).execute(args);
    // PrintStream does not throw, so lost output shows only here.
    if (System.out.checkError()) {
      System.err.println("Standard output can't be written: the result is incomplete.");
      code = 1;
    }
    System.exit(code);
  }

  /** Returns the command line with all commands. */
  public static CommandLine commandLine(CliContext context) {
    CommandLine line =
        new CommandLine(new Main())
            .addSubcommand(new OperatorCommand())
            .addSubcommand(new PlanCommand(context))
            .addSubcommand(new SimulateCommand(context))
            .addSubcommand(new ValidateCommand(context))
            .addSubcommand(new DoctorCommand(context))
            .addSubcommand(new CommandLine.HelpCommand());
    line.setUsageHelpWidth(HELP_WIDTH);
    line.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
    line.setParameterExceptionHandler(
        (e, arguments) -> {
          e.getCommandLine().getErr().println(e.getMessage());
          CommandLine.UnmatchedArgumentException.printSuggestions(e, e.getCommandLine().getErr());
          e.getCommandLine()
              .getErr()
              .println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
          return 1;
        });
    line.setExecutionExceptionHandler(
        (e, command, result) -> {
          command.getErr().println(e.getMessage());
          return 1;
        });
    return line;
  }

  /** Reads the version from the manifest of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"residency " + text()};
    }

    static String text() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "development build" : version;
    }
  }
}
