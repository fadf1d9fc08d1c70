package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policies that users start from do what their comments say, in a small world each. */
class ExamplePoliciesTest {

  private static final Path POLICIES = Path.of("deploy", "examples", "policies");
  private static final Path WORLDS = Path.of("deploy", "examples", "worlds");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rolling-window | p_20261128 +NotLoad +Loaded +last-week +Loading +now",
        "rolling-window | p_20261121 +Loaded +Loaded +last-week +InSync",
        "rolling-window | p_20261120 +Loaded +Released +last-week +ReleasePending +2026-11-27T00:30:00Z",
        "rolling-window | p_20261119 +NotLoad +Released +last-week +InSync",
        "tenants-on-demand | t_demo +Loaded +Loaded +always +InSync",
        "tenants-on-demand | t_globex +NotLoad +Loaded +on-demand +Loading +now",
        "tenants-on-demand | t_initech +Loaded +Released +on-demand +ReleasePending +2026-11-27T09:30:00Z",
        "office-hours | _default +Loaded +Loaded +always +InSync",
        "office-hours | dept_legal +Loaded +Released +office +ReleasePending +2026-11-27T19:10:00Z",
        "blue-green-swap | green +NotLoad +Loaded +live +Loading +now",
        "blue-green-swap | blue +Loaded +Released +previous +ReleasePending +2026-11-27T09:15:00Z",
        "pin-during-incident | p_20261030 +NotLoad +Loaded +pinned +Loading +now",
        "pin-during-incident | p_20261029 +NotLoad +- ",
        "take-over | p_20261029 +Loaded +Loaded +last-month +InSync",
        "take-over | p_20261028 +NotLoad +Released +last-month +InSync",
        "take-over | fr +NotLoad +- ",
      })
  void doesWhatItsCommentSays(String example, String line) throws IOException {
    assertThat(plan(example).out()).containsPattern("(?m)^" + line);
  }

  @Test
  void takesOverWithoutAnyChange() throws IOException {
    CommandRun run = plan("take-over");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).as("nothing to do").isZero();
  }

  @Test
  void pinsDaysThatTheRollingWindowReleases() {
    String incident = POLICIES.resolve("pin-during-incident.yaml").toString();
    String window = POLICIES.resolve("rolling-window.yaml").toString();
    String world = WORLDS.resolve("pin-during-incident.yaml").toString();

    CommandRun run = CommandRun.of("plan", "-f", incident, window, "--partitions", world);

    assertThat(run.out())
        .containsPattern("p_20261031 +NotLoad +Loaded +pinned +.*Loading +now")
        .containsPattern("p_20261031 +NotLoad +Released +last-week +.*Contested +- +Needed by search/news-incident-4711");
  }

  @Test
  void isValidWithoutWarnings() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("validate", "-f"));
    try (Stream<Path> files = Files.list(POLICIES)) {
      files.map(Path::toString).sorted().forEach(arguments::add);
    }

    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("6 policies checked, 0 problems found");
  }

  @Test
  void hasWorldForEachPolicy() throws IOException {
    try (Stream<Path> policies = Files.list(POLICIES);
        Stream<Path> worlds = Files.list(WORLDS)) {
      assertThat(policies.map(Path::getFileName).toList())
          .hasSize(6)
          .containsExactlyInAnyOrderElementsOf(
              worlds.map(Path::getFileName).filter(f -> f.toString().endsWith(".yaml")).toList());
    }
  }

  private static CommandRun plan(String example) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            Arrays.asList(
                "plan",
                "-f",
                POLICIES.resolve(example + ".yaml").toString(),
                "--partitions",
                WORLDS.resolve(example + ".yaml").toString()));
    if (Files.readString(POLICIES.resolve(example + ".yaml")).contains("listedIn")) {
      arguments.add("--list");
      arguments.add("active-tenants/names=" + WORLDS.resolve("active-tenants.txt"));
    }
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
