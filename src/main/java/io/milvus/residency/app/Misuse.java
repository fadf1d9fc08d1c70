package io.milvus.residency.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that no command can carry out. */
final class Misuse {

  private static final int FAILED = 1;

  /** The message for an unknown option behind one that takes several values, as -f does. */
  private static final Pattern TAKEN_FOR_VALUE =
      Pattern.compile("Unknown option: '([^']+)'; Expected parameter");

  private Misuse() {}

  /** Prints what is wrong and where the help is, and returns the exit code. */
  static int print(ParameterException misuse) {
    CommandLine line = misuse.getCommandLine();
    PrintWriter err = line.getErr();
    List<String> unknown = unknown(misuse);
    // An unknown option explains best why a required one is missing.
    ParameterException cause =
        unknown.isEmpty() ? misuse : new UnmatchedArgumentException(line, unknown);
    err.println(
        unknown.isEmpty() || unknown.get(0).startsWith("-")
            ? cause.getMessage()
            : unexpected(line, unknown.get(0)));
    UnmatchedArgumentException.printSuggestions(cause, err);
    err.println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
    return FAILED;
  }

  private static List<String> unknown(ParameterException misuse) {
    Matcher taken = TAKEN_FOR_VALUE.matcher(misuse.getMessage());
    return taken.lookingAt()
        ? List.of(taken.group(1))
        : misuse.getCommandLine().getUnmatchedArguments();
  }

  private static String unexpected(CommandLine line, String argument) {
    if (!line.getSubcommands().isEmpty()) {
      return "Unknown command '" + argument + "'";
    }
    boolean files = line.getCommandSpec().findOption("-f") != null;
    return "Unexpected argument '"
        + argument
        + "'"
        + (files ? ". Files follow an option, as in -f FILE" : "");
  }
}
