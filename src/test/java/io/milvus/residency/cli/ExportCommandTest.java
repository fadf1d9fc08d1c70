package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportCommandTest {

  private static final String WINDOW =
      """
      now: 2026-11-27T10:00:00Z
      partitions:
        _default: Loaded
        golden: Loaded
        "on": Loaded
        u_1: NotLoad
        p_20261121: NotLoad
        p_20261122: NotLoad
        p_20261123: NotLoad
        p_20261124: NotLoad
        p_20261125: Loaded
        p_20261126: Loaded
        p_20261127: Loaded
      """;

  @Test
  void keepsFieldsOutOfComments() {
    CommandRun run =
        export(
            "partitions: {_default: Loaded}\n"
                + "live: {replicas: 1, resourceGroups: [\"x\\n  deletionPolicy:"
                + " Release\\n  #\"]}\n");

    assertThat(run.out()).contains("deletionPolicy");
    assertThat(run.out().lines().filter(line -> line.contains("deletionPolicy")))
        .allMatch(line -> line.strip().startsWith("#"));
  }

  @Test
  void writesPolicyWithReasons() {
    CommandRun run = export(WINDOW, "-n", "search");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualToNormalizingNewlines(
            """
            # Collection articles of database default at 2026-11-27T10:00:00Z: 6 of 11 partitions are loaded.
            # Apply this, and see Ready in status: it should end with "Enforce would change nothing." In mode Observe, the
            # operator changes nothing. Export again after some days. If the result is the same, or you know why not, stop
            # whatever loads and releases these partitions now, and set mode to Enforce.
            apiVersion: residency.milvus.io/v1alpha1
            kind: PartitionLoadPolicy
            metadata:
              name: articles
              namespace: search
            spec:
              milvus:
                uri: "http://milvus:19530"
              collection: articles
              mode: Observe   # then Enforce
              timeZone: UTC   # where days begin and end; assumed
              rules:
                # 3 loaded partitions that no date format or glob describes.
                - name: by-name
                  match:
                    names: [_default, golden, "on"]
                  state: Loaded
                # The newest 3 days, p_20261125 to p_20261127, are loaded, and all 4 older ones, up to p_20261124, are
                # not.
                # This rule releases one of them each day, whether or not there is a new one: p_20261125 after
                # 2026-11-28T00:00:00Z, then p_20261126, and so on.
                # One export can't show that old ones are released: export again then. If keepLast is greater, nobody
                # releases them; change otherwise to Ignored, or list names.
                - name: last-3-days
                  match:
                    dateFormat: "p_%Y%m%d"
                  keepLast: 3
                  state: Loaded
                  otherwise: Released
              # Without load, replicas (1) and resource groups (__default_resource_group) stay as the collection has them.
              # No rule decides what is not loaded, so that it is left alone whoever loads it: u_1. A rule with state:
              # Released would keep it released.
            """);
    assertThat(run.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p_20261126: Loaded | p_20261126: NotLoad | p_20261125 is loaded, and the later p_20261126 is not",
        "p_20261127: Loaded | p_20261127: NotLoad | no partition of the current day is loaded",
        "p_20261127: Loaded | p_20261127: Loading | p_20261127 is loading",
        "u_1: NotLoad | p_20261128: Loaded | p_20261128 lies in the future in UTC",
        "p_20261124: NotLoad | q: Loaded | a day is missing between p_20261123 and p_20261127",
        "p_20261126: Loaded | q: Loaded | a day is missing between p_20261124 and p_20261127",
        "p_20261125: Loaded | p_20261125: NotLoad | only 2 days are loaded, and 5 older ones are not",
        "u_1: NotLoad | p_20261128: NotLoad | p_20261128 lies in the future in UTC",
      })
  void namesPartitionsIfWindowHasAnException(String line, String other, String why) {
    CommandRun run = export(WINDOW.replace(line, other));

    assertThat(run.out())
        .doesNotContain("keepLast:", "dateFormat:")
        .contains("No rule has the date format p_%Y%m%d: ");
    assertThat(unwrapped(run.out())).contains(why);
  }

  @Test
  void acceptsDaysAheadIfTimeZoneIsKnown() {
    CommandRun run =
        export(
            WINDOW.replace("u_1: NotLoad", "p_20261128: Loaded"), "--time-zone", "Europe/Berlin");

    assertThat(run.out()).contains("timeZone: Europe/Berlin", "keepLast: 3\n");
  }

  @Test
  void concludesGlobFromTenLoadedPartitionsAndNoOther() {
    String ten = "partitions: {" + tenants(10) + "}";
    String nine = "partitions: {" + tenants(9) + "}";
    String exception = "partitions: {t_x: NotLoad, " + tenants(10) + "}";
    String loading = "partitions: {t_x: Loading, " + tenants(10) + "}";

    assertThat(export(ten).out()).contains("globs: [\"t_*\"]").doesNotContain("names:");
    assertThat(export(nine).out()).contains("names: [t_0,").doesNotContain("globs:");
    assertThat(export(exception).out()).contains("names: [t_0,").doesNotContain("globs:");
    assertThat(export(loading).out()).contains("names: [t_0,").doesNotContain("globs:");
  }

  @Test
  void leavesWhatIsLoadingUndecidedAndSaysSo() {
    CommandRun run = export("partitions: {a: Loaded, b: Loading}");

    assertThat(run.out()).contains("names: [a]").contains("is loading now: b.");
    assertThat(run.err()).contains("Collection articles is loading b, which no rule decides.");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void writesNothingIfNothingIsLoaded() {
    CommandRun run = export("partitions: {a: NotLoad}");

    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Collection articles is left out: nothing is loaded");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void leavesCollectionWithPartitionKeyOut() {
    CommandRun run = export("{partitionKey: true, partitions: {a: Loaded}}");

    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("it has a partition key");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void splitsMoreNamesThanAPolicyHolds() throws UserException {
    String names =
        IntStream.range(0, 4096)
            .mapToObj(i -> "x".repeat(1 + i % 60) + i + ": Loaded")
            .collect(Collectors.joining(", "));

    CommandRun run = export("partitions: {" + names + "}");

    assertThat(run.err()).isEmpty();
    assertThat(ManifestReader.of("export", run.out()))
        .extracting(manifest -> manifest.name().name())
        .containsExactly("articles", "articles.2");
  }

  @Test
  void namesSecretsThatPoliciesNeed() {
    CommandRun run =
        CommandRun.with(
            "partitions: {a: Loaded}",
            Map.of("MILVUS_TOKEN", "root:Milvus"),
            "export",
            "--partitions",
            "-",
            "--collection",
            "articles",
            "--uri",
            "https://milvus:19530");

    assertThat(run.out())
        .contains("credentialsSecretRef: {name: milvus-credentials}")
        .doesNotContain("root:Milvus", "tls:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--collection c | Give either --milvus or --partitions",
        "--milvus http://m --partitions w --collection c | Give either --milvus or --partitions",
        "--milvus http://m | Give either --collection or, with --milvus, --all-collections",
        "--milvus http://m --all-collections --collection c | Give either --collection or",
        "--partitions w --all-collections | Give either --collection or, with --milvus",
        "--partitions w --collection c --collection d | give --collection once",
        "--partitions w --collection c | --partitions needs the address of Milvus",
        "--milvus http://localhost:19530 --collection c | is an address of this machine only",
        "--milvus http://127.0.0.1:19530 --collection c | is an address of this machine only",
        "--milvus http://m --uri ftp://m --collection c | --uri ftp://m: must be http://",
        "--partitions w --collection c -o world | -o world needs --milvus, and --collection once",
        "--milvus http://m --all-collections -o world | -o world needs --milvus, and --collection once",
        "--milvus http://m --collection c --collection d -o world | -o world needs --milvus, and",
        "--milvus http://m --collection c -o world -n search | are for policies, not for -o world",
        "--milvus http://m --collection c --time-zone Mars | --time-zone must be a name of the IANA",
      })
  void refusesMisuse(String arguments, String message) {
    CommandRun run = CommandRun.of(("export " + arguments).split(" "));

    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message);
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void refusesNamespaceThatNoPolicyCanHave() {
    CommandRun run = export("partitions: {a: Loaded}", "-n", "Search");

    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("A policy for collection articles would not be valid: metadata.namespace");
    assertThat(run.code()).isEqualTo(1);
  }

  private static String tenants(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "t_" + i + ": Loaded")
        .collect(Collectors.joining(", "));
  }

  /** Returns the text with its wrapped comments on one line. */
  private static String unwrapped(String text) {
    return text.replaceAll("\\R *# ", " ");
  }

  private static CommandRun export(String world, String... more) {
    String[] fixed = {
      "export", "--partitions", "-", "--collection", "articles", "--uri", "http://milvus:19530"
    };
    return CommandRun.withInput(
        world, Stream.concat(Arrays.stream(fixed), Arrays.stream(more)).toArray(String[]::new));
  }
}
