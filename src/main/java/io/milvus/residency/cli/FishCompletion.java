package io.milvus.residency.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A script that completes commands in fish. */
final class FishCompletion {

  private final String program;
  private final List<String> lines = new ArrayList<>();

  private FishCompletion(String program) {
    this.program = program;
  }

  /** Returns the script for a program with one level of subcommands. */
  static String of(String program, CommandSpec root) {
    FishCompletion script = new FishCompletion(program);
    script.add("", "-f");
    Map<String, CommandLine> commands = root.subcommands();
    script.options("__fish_use_subcommand", root);
    commands.forEach(
        (name, command) -> {
          CommandSpec spec = command.getCommandSpec();
          if (!spec.usageMessage().hidden()) {
            script.add(
                "__fish_use_subcommand", "-a " + name + text(spec.usageMessage().description()));
            script.command("__fish_seen_subcommand_from " + name, spec, commands);
          }
        });
    return String.join(System.lineSeparator(), script.lines);
  }

  private void command(String condition, CommandSpec spec, Map<String, CommandLine> commands) {
    options(condition, spec);
    if (spec.helpCommand()) {
      add(condition, "-a '" + visible(commands) + "'");
    }
    spec.positionalParameters().forEach(p -> words(p).ifPresent(w -> add(condition, "-a " + w)));
  }

  private void options(String condition, CommandSpec spec) {
    for (OptionSpec option : spec.options()) {
      if (option.hidden()) {
        continue;
      }
      StringBuilder line = new StringBuilder();
      for (String name : option.names()) {
        line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
      }
      if (option.arity().max() > 0) {
        boolean file = option.paramLabel().contains("FILE");
        line.append(file ? " -r -F" : " -x");
        words(option).ifPresent(words -> line.append(" -a ").append(words));
      }
      add(condition, line.toString().strip() + text(option.description()));
    }
  }

  private void add(String condition, String what) {
    String when = condition.isEmpty() ? "" : " -n '" + condition + "'";
    lines.add("complete -c " + program + when + " " + what);
  }

  private static String visible(Map<String, CommandLine> commands) {
    return String.join(
        " ",
        commands.entrySet().stream()
            .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList());
  }

  private static Optional<String> words(ArgSpec argument) {
    return Optional.ofNullable(argument.completionCandidates())
        .map(words -> StreamSupport.stream(words.spliterator(), false).toList())
        .filter(words -> !words.isEmpty())
        .map(words -> "'" + String.join(" ", words) + "'");
  }

  /** Returns the first sentence of a description as an option of {@code complete}. */
  private static String text(String... description) {
    if (description.length == 0) {
      return "";
    }
    String sentence = description[0].replaceFirst("[.;:] .*", "").replaceFirst("\\.$", "");
    return " -d '" + sentence.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
