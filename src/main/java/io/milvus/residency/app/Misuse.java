package io.milvus.residency.app;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that no command can carry out. */
final class Misuse {

  private static final int FAILED = 1;

  private Misuse() {}

  /** Prints what is wrong and where the help is, and returns the exit code. */
  static int print(ParameterException misuse) {
    CommandLine line = misuse.getCommandLine();
    PrintWriter err = line.getErr();
    List<String> unknown = line.getUnmatchedArguments();
    // An unknown option explains best why a required one is missing.
    ParameterException cause =
        misuse instanceof MissingParameterException && !unknown.isEmpty()
            ? new UnmatchedArgumentException(line, unknown)
            : misuse;
    boolean command =
        cause instanceof UnmatchedArgumentException
            && !line.getSubcommands().isEmpty()
            && !unknown.get(0).startsWith("-");
    err.println(command ? "Unknown command '" + unknown.get(0) + "'" : cause.getMessage());
    UnmatchedArgumentException.printSuggestions(cause, err);
    err.println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
    return FAILED;
  }
}
