package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.milvus.residency.simulation.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {

  private static final String DAYS =
      "partitions: {_default: Loaded, p_20261120: NotLoad, p_20261121: Loaded, p_20261122: Loaded,"
          + " p_20261123: Loaded}\nsettled: true\n";

  @TempDir private Path folder;

  @Test
  void printsTimelineAsJson() throws IOException {
    CommandRun run = simulate(days(2), DAYS, "--for", "2d", "--expect", "p_%Y%m%d", "-o", "json");

    JsonNode timeline = new JsonMapper().readTree(run.out()).path("timelines").get(0);
    assertThat(timeline.path("from").asText()).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(timeline.path("to").asText()).isEqualTo("2026-11-25T10:00:00Z");
    assertThat(timeline.path("resident").asInt()).isEqualTo(4);
    assertThat(timeline.path("transitions").get(0).toString())
        .isEqualTo(
            "{\"time\":\"2026-11-23T10:05:00Z\",\"action\":\"Release\",\"partitions\":"
                + "[\"p_20261121\"],\"policy\":\"search/days\",\"rule\":\"recent\",\"resident\":3}");
    assertThat(timeline.path("partitions").findValuesAsText("partition"))
        .contains("p_20261124", "p_20261125");
    assertThat(run.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"svg, <svg", "html, <!doctype html"})
  void drawsTimeline(String format, String begin) throws IOException {
    CommandRun run = simulate(days(2), DAYS, "-o", format);

    assertThat(run.out()).startsWithIgnoringCase(begin).contains("p_20261121");
    assertThat(run.code()).isZero();
  }

  @Test
  void reportsUnchangedEdit() throws IOException {
    CommandRun run = compare(days(3), days(3).replace("interval: 30s", "interval: 60s"), DAYS);

    assertThat(run.out()).contains("Unchanged: no load or release differs within 14d.");
    assertThat(run.code()).isZero();
  }

  @Test
  void reportsReleasesThatEditBringsForward() throws IOException {
    CommandRun run = compare(days(3), days(2), DAYS, "--expect", "p_%Y%m%d");

    assertThat(run.out())
        .contains("Changed: 1 released, 14 released earlier within 14d.")
        .containsPattern("Released earlier +14 +p_20261121, .* and 9 more +2026-11-23T10:05:00Z");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void reportsEditThatGuardBlocks() throws IOException {
    CommandRun run = compare(days(3), days(1), DAYS);

    assertThat(run.out())
        .contains("Blocked: 2 releases would wait for approval.")
        .contains("this edit would release 2 of 4 resident partitions");
    assertThat(run.code()).isEqualTo(3);
  }

  @Test
  void comparesPoliciesThatAreCreatedAndDeleted() throws IOException {
    String other = "---\n" + policy("other", "[{name: t, match: {names: [t]}, state: Loaded}]");
    String world = DAYS.replace("_default: Loaded", "_default: Loaded, t: NotLoad");

    CommandRun created = compare(days(3), days(3) + other, world);
    CommandRun deleted = compare(days(3) + other, days(3), world);
    CommandRun all = compare("", other, world);

    assertThat(created.out()).contains("Changed: 1 loaded within").contains("search/other");
    assertThat(deleted.out()).contains("Changed: 1 not loaded within");
    assertThat(all.out()).contains("Changed: 1 loaded within");
  }

  @Test
  void releasesWhatDeletedPolicyWantedLoaded() throws IOException {
    String spec = "deletionPolicy: Release\nrules: [{name: t, match: {names: [t]}, state: Loaded}]";
    String policy = PolicyTexts.policy("gone", "collection: articles\n" + spec);

    CommandRun run =
        compare(policy, "", "partitions: {_default: Loaded, t: Loaded}\nsettled: true\n");

    assertThat(run.out()).contains("Changed: 1 released within 14d.");
  }

  @Test
  void reportsDeletedPolicyThoughNoReleaseDiffers() throws IOException {
    CommandRun deleted = compare(days(3), "", DAYS, "--for", "1h");
    CommandRun renamed = compare(days(3), days(3).replace("name: days", "name: new"), DAYS);

    assertThat(deleted.out())
        .contains("Changed: policies are created or deleted, and no load or release differs")
        .contains("search/days: The policy is deleted");
    assertThat(deleted.code()).isEqualTo(2);
    assertThat(renamed.out()).contains("search/days: The policy is deleted");
    assertThat(renamed.out()).contains("search/new: The policy is created.");
    assertThat(renamed.code()).isEqualTo(2);
  }

  @Test
  void reportsReleaseWhoseDelayOutlastsPeriod() throws IOException {
    String slow = days(2) + "  safety: {releaseDelay: 720h}\n";

    CommandRun run = compare(days(3), slow, DAYS, "--for", "1h");
    CommandRun same = compare(slow, slow, DAYS, "--for", "1h");

    assertThat(run.out())
        .contains("Changed: 1 released within 1h, or after a delay that has begun then.")
        .containsPattern("Released +1 +p_20261121 +2026-12-23T10:00:00Z");
    assertThat(run.code()).isEqualTo(2);
    assertThat(same.code()).isZero();
  }

  @Test
  void saysThatDelayOutlastsPeriod() throws IOException {
    String slow = days(2) + "  safety: {releaseDelay: 720h}\n";

    CommandRun run = simulate(slow, DAYS, "--for", "1h");

    assertThat(run.out())
        .containsPattern(
            "the end +Released +1 .* ReleasePending +The delay ends after the simulation.");
  }

  @Test
  void refusesFileWithoutPartitions() throws IOException {
    String problem = "Collection articles has no partitions, so nothing can be simulated";
    CommandRun run = simulate(days(2), "partitions: {}");
    CommandRun compared = compare(days(2), days(3), "partitions: {}");

    assertThat(List.of(run.err(), compared.err())).allMatch(text -> text.contains(problem));
    assertThat(List.of(run.code(), compared.code())).containsOnly(1);
    assertThat(simulate(days(2), "partitions: {}", "--expect", "p_%Y%m%d").code()).isZero();
  }

  @Test
  void showsProgressOnTerminal() throws IOException {
    String policy = Files.writeString(folder.resolve("days.yaml"), days(2)).toString();
    String world = Files.writeString(folder.resolve("world.yaml"), DAYS).toString();

    CommandRun run =
        CommandRun.onTerminal("simulate", "-f", policy, "--partitions", world, "--for", "2d");

    assertThat(run.err())
        .contains("Simulating articles at 2026-11-24T00:00:00Z (")
        .endsWith("\r\u001b[K");
    assertThat(run.out()).startsWith("Collection articles").doesNotContain("\u001b");
    assertThat(simulate(days(2), DAYS, "--for", "2d").err()).isEmpty();
  }

  @Test
  void reportsReleaseAfterEarlierLoad() throws IOException {
    String old = window("18:00", "24:00");
    String present = window("17:00", "20:00");

    CommandRun run =
        compare(old, present, "partitions: {_default: Loaded, t: NotLoad}", "--for", "12h");

    assertThat(run.out()).contains("Changed: 1 released within 12h.");
  }

  private static String window(String from, String to) {
    return policy(
        "window",
        "[{name: w, match: {names: [t]}, during: [{from: \"%s\", to: \"%s\"}],".formatted(from, to)
            + " state: Loaded, otherwise: Released}]");
  }

  @Test
  void tellsThatObservingPolicyChangesNothing() throws IOException {
    String observing = days(2).replace("interval: 30s", "mode: Observe");

    CommandRun run = compare(observing, observing, DAYS);

    assertThat(run.out()).contains("search/days: In mode Observe or Suspended or on hold");
  }

  @Test
  void releasesForPolicyBeingDeleted() throws IOException {
    String deleted =
        "metadata: {deletionTimestamp: \"2026-11-23T09:59:50Z\", finalizers:"
            + " [residency.milvus.io/release], ";
    String release =
        days(3).replace("interval: 30s", "deletionPolicy: Release").replace("metadata: {", deleted);

    CommandRun releasing = simulate(release, DAYS);
    CommandRun retaining = simulate(days(2).replace("metadata: {", deleted), DAYS);

    assertThat(releasing.out())
        .contains("2026-11-23T10:00:00Z  Release  3      p_20261121, p_20261122, p_20261123");
    assertThat(retaining.out()).contains("Nothing is loaded or released.");
  }

  @Test
  void keepsTerminalFromControlCharactersOfPolicy() throws IOException {
    CommandRun run = simulate(days(3).replace("name: days", "name: \"a\\e[31m\""), DAYS);

    assertThat(run.err()).contains("metadata.name").doesNotContain("\u001b");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void comparesChangeOfMode() throws IOException {
    String observing = days(2).replace("interval: 30s", "mode: Observe");

    CommandRun run = compare(observing, days(2), DAYS);

    assertThat(run.out()).contains("released");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void keepsMarkdownAndHtmlOfTextsWithoutEffect() {
    String evil = "a`|<img src=x>@team\n# Title";
    Instant now = CommandRun.NOW;
    ComparisonView view =
        new ComparisonView(
            evil,
            evil,
            now,
            now.plusSeconds(3600),
            ComparisonView.Verdict.CHANGED,
            List.of(),
            List.of(
                new ComparisonView.DifferenceView(
                    evil,
                    Difference.Change.LOADED,
                    now,
                    Optional.empty(),
                    "search/a",
                    Optional.of(evil))),
            new ComparisonView.MostResident(1, 2),
            Map.of("search/a", List.of(evil)));

    String comment = ComparisonMarkdown.of(view);

    assertThat(comment)
        .startsWith("**Changed: 1 loaded within 1h.**")
        .contains("| Loaded | 1 | `a'¦<img src=x>@team # Title` |")
        .contains("`search/a`: `a'¦<img src=x>@team # Title`");
    assertThat(comment.lines()).noneMatch(line -> line.startsWith("#"));
  }

  @Test
  void simulatesNothingOfListThatCanNotBeRead() throws IOException {
    String listed =
        policy(
            "listed",
            "[{name: l, match: {globs: [\"t*\"]}, listedIn: {configMapKeyRef: {name: users, key:"
                + " active}}, state: Loaded, otherwise: Released}]");

    CommandRun run = simulate(listed, "partitions: {_default: Loaded, t: Loaded}");
    CommandRun compared =
        compare(days(2), days(2) + "---\n" + listed, "partitions: {_default: Loaded, t: Loaded}");

    assertThat(run.out()).contains("Add --list users/active=FILE.");
    assertThat(run.code()).isEqualTo(1);
    assertThat(compared.out()).contains("Incomplete");
    assertThat(compared.code()).isEqualTo(1);
  }

  @Test
  void endsWhereTooMuchHappens() throws IOException {
    String windows =
        IntStream.range(0, 14)
            .mapToObj(hour -> "{from: \"%02d:00\", to: \"%02d:30\"}".formatted(hour, hour))
            .collect(Collectors.joining(", "));
    String policy =
        policy(
            "windows",
            "[{name: w, match: {names: [p]}, during: ["
                + windows
                + "], state: Loaded, otherwise: Released}]");

    CommandRun run = simulate(policy, "partitions: {p: Loaded}\nsettled: true\n", "--for", "366d");

    assertThat(run.out()).contains("The simulation ends at 2027-", "Shorten --for.");
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --for 0d            | must be whole numbers with the units d, h, m or s
          --for 367d          | at most 366d
          --for soon          | as in 14d or 36h
          --expect p_%Y%d     | must contain one of %Y, %Y%m
          --expect p-é_%Y     | makes no name of a partition
          --expect %Y-%m-%d,x | makes no name of a partition
          -o markdown         | -o markdown needs --compare OLD NEW
          -o pdf              | Invalid value for option '--output'
          --compare a b       | Give either -f FILE… or --compare OLD NEW
          """)
  void refusesMisuse(String options, String message) throws IOException {
    CommandRun run = simulate(days(2), DAYS, options.split(" "));

    assertThat(run.err()).contains(message);
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"--compare old.yaml", "--compare old.yaml -o json", "--compare=old.yaml"})
  void refusesComparisonOfOneFile(String options) {
    CommandRun run = CommandRun.of(("simulate " + options).split(" "));

    assertThat(run.err()).startsWith("--compare needs two files: --compare OLD NEW");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void refusesComparisonWithoutPolicies() throws IOException {
    CommandRun run = compare("", "# none", DAYS);

    assertThat(run.err()).contains("contain no PartitionLoadPolicy");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void refusesComparisonWithEnforce() throws IOException {
    CommandRun run = compare(days(2), days(3), DAYS, "--enforce");

    assertThat(run.err()).contains("--compare and --enforce are mutually exclusive");
    assertThat(run.code()).isEqualTo(1);
  }

  private static String days(int keepLast) {
    return policy(
        "days",
        "[{name: recent, match: {dateFormat: \"p_%Y%m%d\"}, keepLast: "
            + keepLast
            + ", state: Loaded, otherwise: Released}]");
  }

  private static String policy(String name, String rules) {
    return PolicyTexts.policy(name, "collection: articles\ninterval: 30s\nrules: " + rules);
  }

  private CommandRun simulate(String policies, String world, String... options) throws IOException {
    return run(
        List.of("-f", write("policy.yaml", policies)),
        List.of("--partitions", write("world.yaml", world)),
        options);
  }

  private CommandRun compare(String before, String after, String world, String... options)
      throws IOException {
    return run(
        List.of("--compare", write("old.yaml", before), write("new.yaml", after)),
        List.of("--partitions", write("world.yaml", world)),
        options);
  }

  private static CommandRun run(List<String> policies, List<String> world, String... options) {
    List<String> arguments = new ArrayList<>(List.of("simulate"));
    arguments.addAll(policies);
    arguments.addAll(world);
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
