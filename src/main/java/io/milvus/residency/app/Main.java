package io.milvus.residency.app;

import io.milvus.residency.cli.ApproveCommand;
import io.milvus.residency.cli.CliContext;
import io.milvus.residency.cli.CompletionCommand;
import io.milvus.residency.cli.DoctorCommand;
import io.milvus.residency.cli.ExportCommand;
import io.milvus.residency.cli.HelpLayout;
import io.milvus.residency.cli.HoldCommand;
import io.milvus.residency.cli.PlanCommand;
import io.milvus.residency.cli.ReconcileCommand;
import io.milvus.residency.cli.ReportCommand;
import io.milvus.residency.cli.ResumeCommand;
import io.milvus.residency.cli.SimulateCommand;
import io.milvus.residency.cli.ValidateCommand;
import io.milvus.residency.cli.WordsCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "residency",
    description = "Keeps the partitions of Milvus collections loaded and released as declared.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well; what that means, the help of each command says",
      "1:an error, such as wrong usage",
      "2:the answer of the command is no, or there is something to do",
      "3:with simulate --compare: releases of the edit would wait for approval",
      "130:ended by Ctrl-C",
      "141:nobody reads the output any more, as with | head -1"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  residency help plan",
      "  residency validate -f policy.yaml",
      "  residency approve articles -n search"
    },
    versionProvider = Main.Version.class)
public final class Main {

  /** The width of the longest example, so that no example is wrapped. */
  private static final int HELP_WIDTH = 100;

  /** The exit code of a program that is ended by SIGPIPE, as others are. */
  private static final int BROKEN_PIPE = 141;

  /** The environment variable that names the program as users start it. */
  private static final String PROGRAM = "RESIDENCY_PROGRAM";

  private Main() {}

  /** Runs a command and exits with its code: 1 for a failure, wrong usage included. */
  public static void main(String[] args) {
    String format = System.getenv().getOrDefault("RESIDENCY_LOG_FORMAT", "text");
    if (!Set.of("text", "json").contains(format)) {
      // Before anything is logged, because the log has no other format to fall back on.
      System.err.println("RESIDENCY_LOG_FORMAT must be text or json, but is " + format);
      System.exit(1);
    }
    if (args.length == 0 || !args[0].equals("operator")) {
      // Before anything is logged: the output of the other commands is data.
      System.setProperty("residency.log.target", "System.err");
    }
    // gRPC and the JDK log through java.util.logging.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    int code = commandLine(CliContext.ofProcess()).execute(args);
    // PrintStream does not throw, so lost output shows only here.
    if (System.out.checkError()) {
      code = lost();
    }
    System.exit(code);
  }

  /** Returns the exit code of lost output, which is no error if the reader has read enough. */
  private static int lost() {
    try (OutputStream again = new FileOutputStream(FileDescriptor.out)) {
      again.write('\n');
    } catch (IOException e) {
      if ("Broken pipe".equals(e.getMessage())) {
        return BROKEN_PIPE;
      }
    }
    System.err.println("Standard output can't be written: the result is incomplete.");
    return 1;
  }

  /** Returns the command line with all commands. */
  public static CommandLine commandLine(CliContext context) {
    CommandLine line =
        new CommandLine(new Main())
            .addSubcommand(new OperatorCommand())
            .addSubcommand(new PlanCommand(context))
            .addSubcommand(new ValidateCommand(context))
            .addSubcommand(new ExportCommand(context))
            .addSubcommand(new ReportCommand(context))
            .addSubcommand(new SimulateCommand(context))
            .addSubcommand(new DoctorCommand(context))
            .addSubcommand(new ApproveCommand(context))
            .addSubcommand(new HoldCommand(context))
            .addSubcommand(new ResumeCommand(context))
            .addSubcommand(new ReconcileCommand(context))
            .addSubcommand(new CompletionCommand())
            .addSubcommand(new WordsCommand())
            .addSubcommand(help());
    String program = context.environment().getOrDefault(PROGRAM, HelpLayout.PROGRAM);
    line.setCommandName(program);
    HelpLayout.apply(line, program);
    line.setUsageHelpWidth(HELP_WIDTH);
    // Else -f, which takes several files, takes a mistyped option for one.
    line.setUnmatchedOptionsAllowedAsOptionParameters(false);
    line.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
    line.setParameterExceptionHandler((e, arguments) -> Misuse.print(e));
    line.setExecutionExceptionHandler(
        (e, command, result) -> {
          command.getErr().println(e.getMessage());
          return 1;
        });
    return line;
  }

  /** Returns the command of picocli, with help of its own like that of the others. */
  private static CommandLine help() {
    CommandLine help = new CommandLine(new CommandLine.HelpCommand());
    help.getCommandSpec()
        .usageMessage()
        .header(new String[0])
        .description("Shows the help of residency, or of one of its commands.")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(
            new TreeMap<>(Map.of("0", "the help is shown", "1", "there is no such command")))
        .footerHeading("%nExamples:%n")
        .footer("  residency help", "  residency help plan");
    return help;
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
