package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.app.Main;
import io.milvus.residency.testkit.CommandLines;
import io.milvus.residency.testkit.Shell;
import java.io.InputStream;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The help of all commands. */
class HelpTest {

  private static final Pattern SECTIONS =
      Pattern.compile(
          "(?s)Usage: residency .*\n\n.*\nOptions:\n.*\nExit codes:\n  0   .*\n  1   .*\nExamples:\n"
              + "  .*residency .*");

  static Stream<String> commands() {
    return line(Map.of()).getSubcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void hasOptionsExitCodesAndExamples(String command) {
    CommandRun run = CommandRun.of("help", command);

    assertThat(run.out().stripLeading()).matches(SECTIONS.asMatchPredicate());
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void namesEveryCommandAndItsExitCodes() {
    assertThat(CommandRun.of("--help").out()).matches(SECTIONS.asMatchPredicate());
    assertThat(commands()).allSatisfy(c -> assertThat(CommandRun.of("help").out()).contains(c));
  }

  @Test
  void listsAllExitCodes() {
    assertThat(CommandRun.of("--help").out())
        .containsPattern("(?s)Exit codes:.*\n  3 +with simulate.*\n  130 +.*\n  141 +.*\nExamples");
  }

  @Test
  void groupsOptionsAndTheirEnvironment() {
    String approve = CommandRun.of("approve", "--help").out();
    String doctor = CommandRun.of("doctor", "--help").out();

    assertThat(approve)
        .containsPattern("(?s)Options:\n.*--yes .*Cluster:\n.*--context=.*--namespace=.*Exit codes")
        .containsOnlyOnce("Environment:\n  KUBECONFIG ")
        .doesNotContain("MILVUS_TOKEN");
    assertThat(doctor)
        .containsPattern("(?s)Options:\n.*--collection=.*Milvus:\n.*--milvus=.*Exit codes")
        .contains("Environment:\n  MILVUS_TOKEN ");
  }

  @Test
  void namesThePluginAsItWasStarted() {
    Map<String, String> plugin = Map.of("RESIDENCY_PROGRAM", "kubectl residency");

    String help = CommandRun.with("", plugin, "help", "plan").out();
    String misuse = CommandRun.with("", plugin, "approve").err();

    assertThat(help)
        .startsWith("Usage: kubectl residency plan ")
        .contains("\n  kubectl residency plan -f policy.yaml --partitions world.yaml\n")
        .contains("| kubectl residency plan -f - ");
    assertThat(misuse).contains("Try: kubectl residency approve --help");
  }

  @Test
  void endsQuietlyIfTheReaderHasReadEnough() {
    String command =
        "exec 3> >(true); wait $!; "
            + String.join(" ", CommandLines.of("completion", "bash"))
            + " >&3; echo code $?";

    assertThat(Shell.run(Map.of(), "bash", "-c", command).output()).isEqualTo("code 141\n");
  }

  private static CommandLine line(Map<String, String> environment) {
    return Main.commandLine(
        new CliContext(InputStream.nullInputStream(), environment, Clock.systemUTC()));
  }
}
