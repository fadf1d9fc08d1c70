package io.milvus.residency.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code residency __words -- WORD…}: prints what may take the place of the last word. This is how
 * kubectl completes a plugin: one word a line, and at last a number that says whether files may
 * follow.
 */
@Command(name = "__words", hidden = true)
public final class WordsCommand implements Callable<Integer> {

  private static final String FILES = ":0";
  private static final String NO_FILES = ":4";

  @Spec private CommandSpec spec;

  @Parameters private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String last = words.isEmpty() ? "" : words.get(words.size() - 1);
    CommandSpec command = command();
    String before = words.size() < 2 ? "" : words.get(words.size() - 2);
    OptionSpec option = command.findOption(before);
    if (option != null && option.arity().max() > 0) {
      candidates(option.completionCandidates())
          .filter(w -> w.startsWith(last))
          .forEach(out::println);
      out.println(option.paramLabel().contains("FILE") ? FILES : NO_FILES);
      return 0;
    }
    Stream<String> names =
        last.startsWith("-")
            ? command.options().stream().filter(o -> !o.hidden()).map(OptionSpec::longestName)
            : Stream.concat(
                visible(command.helpCommand() ? spec.root() : command),
                command.positionalParameters().stream()
                    .flatMap(p -> candidates(p.completionCandidates())));
    new TreeSet<>(names.filter(word -> word.startsWith(last)).toList()).forEach(out::println);
    out.println(NO_FILES);
    return 0;
  }

  /** Returns the command that the words before the last one name. */
  private CommandSpec command() {
    return words.stream()
        .limit(Math.max(words.size() - 1, 0))
        .map(spec.root().subcommands()::get)
        .filter(found -> found != null)
        .map(CommandLine::getCommandSpec)
        .findFirst()
        .orElse(spec.root());
  }

  private static Stream<String> visible(CommandSpec command) {
    return command.subcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey);
  }

  private static Stream<String> candidates(Iterable<String> words) {
    return words == null ? Stream.empty() : StreamSupport.stream(words.spliterator(), false);
  }
}
