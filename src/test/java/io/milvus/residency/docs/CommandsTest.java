package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.app.Main;
import io.milvus.residency.cli.CliContext;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The commands of the pages that need neither kubectl nor Helm. {@code PageCommandsIT} checks
 * these, and {@code RecipesIT} runs those of {@code console} blocks.
 */
class CommandsTest {

  /** Programs that the tests do not have: only the syntax of the shell is checked. */
  private static final Set<String> NOT_HERE =
      Set.of("docker", "ctr", "cosign", "crane", "apt-get", "python", "kill", "rm", "cp", "ln");

  private static final Set<String> ELSEWHERE =
      Set.of(
          "kubectl",
          "helm",
          "alias",
          "cat",
          "chmod",
          "sed",
          "grep",
          "echo",
          "printf",
          "[",
          "src/image/packages.sh");

  private static final Pattern TESTS = Pattern.compile("-D(?:it\\.)?test=(\\w+)");

  @Test
  void haveTheirOptionsAndFiles() {
    List<String> wrong = new ArrayList<>();
    for (Page page : Page.all()) {
      for (Block block : Blocks.commands(page)) {
        for (Block.Step step : block.steps()) {
          problem(step.command()).ifPresent(p -> wrong.add(block + ": " + p));
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void areWrittenInALanguageThatIsChecked() {
    List<String> wrong = new ArrayList<>();
    for (Page page : Page.all()) {
      page.blocks().stream()
          .filter(block -> !Blocks.LANGUAGES.contains(block.language()))
          .forEach(block -> wrong.add(block + ": language \"" + block.language() + "\""));
    }

    assertThat(wrong).as("one of %s", Blocks.LANGUAGES).isEmpty();
  }

  /** Only a console block is run; what another block shows has to be compared by a test. */
  @Test
  void showOutputThatATestCompares() {
    List<String> wrong = new ArrayList<>();
    for (Page page : Page.all()) {
      boolean output = !Blocks.NO_OUTPUT.contains(page.path().toString());
      page.blocks().stream()
          .filter(block -> block.test().isEmpty())
          .filter(
              block ->
                  (output && block.language().equals("text"))
                      || (block.language().equals("sh")
                          && block.steps().stream().anyMatch(step -> !step.output().isEmpty())))
          .forEach(block -> wrong.add(block.toString()));
    }

    assertThat(wrong).as("output that no test compares").isEmpty();
  }

  /** A comment hands a block to a test, which must be one that reads the page. */
  @Test
  void nameTestsThatReadThePage() throws IOException {
    for (Page page : Page.all()) {
      for (Block block : page.blocks()) {
        if (block.test().isPresent()) {
          assertThat(source(block.test().get()))
              .as("%s", block)
              .hasValueSatisfying(
                  test ->
                      assertThat(test)
                          .containsAnyOf("\"" + page.path().getFileName() + "\"", "Page.all()"));
        }
      }
    }
  }

  @Test
  void areValidPython() throws IOException {
    for (Page page : Page.all()) {
      for (Block block : page.blocks()) {
        if (block.language().equals("python")) {
          Shell.Result result =
              Shell.run(
                  Map.of(),
                  "python3",
                  "-c",
                  "import sys; compile(sys.argv[1], 'page', 'exec')",
                  block.text());
          assertThat(result.code()).as("%s: %s", block, result.output()).isZero();
        }
      }
    }
  }

  private static Optional<String> problem(String command) {
    Shell.Result syntax = Shell.run(Map.of(), "bash", "-n", "-c", "\n" + command);
    if (syntax.code() != 0) {
      return Optional.of(syntax.output());
    }
    return ShellLine.commands(command).stream()
        .flatMap(words -> problem(words).stream())
        .findFirst();
  }

  private static Optional<String> problem(List<String> words) {
    String program = words.get(0);
    List<String> arguments = words.subList(1, words.size());
    if (words.size() > 2 && words.subList(0, 3).equals(Blocks.JAR)) {
      return residency(words.subList(3, words.size()));
    }
    return switch (program) {
      case "residency" -> residency(arguments);
      case "mvn" -> maven(arguments);
      case "./demo" -> demo(arguments);
      default ->
          NOT_HERE.contains(program) || ELSEWHERE.contains(program)
              ? Optional.empty()
              : Optional.of("no test knows " + program);
    };
  }

  private static Optional<String> residency(List<String> arguments) {
    CommandLine line =
        Main.commandLine(
            new CliContext(InputStream.nullInputStream(), Map.of(), Clock.systemUTC()));
    try {
      CommandLine.ParseResult command = line.parseArgs(arguments.toArray(String[]::new));
      while (command.hasSubcommand()) {
        command = command.subcommand();
      }
      // An option with a list of files takes an unknown option for one of them.
      Set<String> known = command.commandSpec().optionsMap().keySet();
      return arguments.stream()
          .filter(argument -> argument.startsWith("--"))
          .filter(argument -> !known.contains(argument.replaceAll("=.*", "")))
          .findFirst()
          .map(option -> "unknown option " + option);
    } catch (ParameterException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> maven(List<String> arguments) {
    try {
      String pom = Files.readString(Path.of("pom.xml"));
      int profiles = arguments.indexOf("-P") + 1;
      for (String profile : profiles > 0 ? arguments.get(profiles).split(",") : new String[0]) {
        if (!pom.contains("<id>" + profile + "</id>")) {
          return Optional.of("no profile " + profile);
        }
      }
      for (String argument : arguments) {
        var test = TESTS.matcher(argument);
        if (test.matches() && !test.group(1).equals("none") && source(test.group(1)).isEmpty()) {
          return Optional.of("no test " + test.group(1));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.toString());
    }
  }

  private static Optional<String> demo(List<String> arguments) {
    String help;
    try {
      help = Files.readString(Path.of("src", "test", "resources", "demo", "help.txt"));
    } catch (IOException e) {
      return Optional.of(e.toString());
    }
    return arguments.stream()
        .filter(argument -> argument.startsWith("--") && !help.contains(argument))
        .findFirst()
        .map(option -> "./demo has no option " + option);
  }

  private static Optional<String> source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      Optional<Path> file = files.filter(f -> f.endsWith(test + ".java")).findFirst();
      return file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(file.get()));
    }
  }
}
