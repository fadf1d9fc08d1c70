package io.milvus.residency.operator;

import static io.milvus.residency.operator.OperatorFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.app.Main;
import io.milvus.residency.cli.CliContext;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Simulations and plans of a collection of a real Milvus, and of its exported world. */
@ExtendWith(RealParts.Extension.class)
class SimulateIT {

  private static final String NOW = "2026-11-27T12:00:00Z";

  /** The time of {@link #NOW}, at normal speed. */
  private final Clock clock =
      Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), Instant.parse(NOW)));

  private final String collection = MilvusUser.uniqueName("simulated");

  @TempDir private Path folder;

  @BeforeEach
  void create(RealParts parts) {
    parts.user().createCollection(collection, "p_20261125", "p_20261126", "p_20261127", "on", "de");
    parts.user().load(collection, "p_20261125", "p_20261126", "on");
    awaitLoaded(parts, 3);
  }

  @Test
  void simulatesFromMilvusAndChangesNothing(RealParts parts) throws IOException {
    Map<String, String> before = parts.user().loadStates(collection);
    Path policy = write("policy.yaml", policy("default", spec(parts)));

    Run run =
        run(
            "simulate",
            "-f",
            policy.toString(),
            "--milvus",
            parts.milvus().uri(),
            "--now",
            NOW,
            "--for",
            "1d",
            "--expect",
            "p_%Y%m%d");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("Collection " + collection + " of database default, 1d from " + NOW)
        .containsSubsequence(
            "2026-11-27T12:00:00Z  Load     1      p_20261127  days  4",
            "2026-11-28T00:00:00Z  Load     1      p_20261128  days  5",
            "2026-11-28T00:00:05Z  Release  1      p_20261125  days  4");
    assertThat(run.code()).isZero();
    assertThat(parts.user().loadStates(collection)).isEqualTo(before);
  }

  /** The policies are those of the cluster, with the edits that their statuses record. */
  @Test
  void plansAndSimulatesFromTheExportedWorldAsFromMilvus(RealParts parts) throws IOException {
    try (OperatorFixture operator = new OperatorFixture(parts, clock)) {
      operator.apply("days", spec(parts));
      operator.awaitReason("days", "InSync");
      awaitLoaded(parts, 4);
      String applied =
          parts.kube().kubectl("get", "plp", "-o", "yaml", "-n", operator.namespace()).checked();
      Path policies = write("policies.yaml", applied);
      Path edited = write("edited.yaml", applied.replace("keepLast: 3", "keepLast: 1"));
      Run world =
          run(
              "export",
              "--milvus",
              parts.milvus().uri(),
              "--collection",
              collection,
              "-o",
              "world");
      Path file = write("world.yaml", world.out());
      String now = world.out().replaceAll("(?s).*\nnow: (\\S+) .*", "$1");
      List<String> fromFile = List.of("--partitions", file.toString());
      List<String> fromMilvus = List.of("--milvus", parts.milvus().uri(), "--now", now);

      assertThat(run("plan", "-f", policies.toString(), fromFile).code()).isZero();
      assertThat(run("plan", "-f", edited.toString(), fromFile).out()).contains("ReleaseBlocked");
      for (Path path : List.of(policies, edited)) {
        for (String command : List.of("plan", "simulate")) {
          Run live = run(command, "-f", path.toString(), fromMilvus);
          assertThat(live.err()).isEmpty();
          assertThat(run(command, "-f", path.toString(), fromFile)).isEqualTo(live);
        }
      }
    }
  }

  private void awaitLoaded(RealParts parts, int count) {
    soon(count + " are loaded")
        .until(
            () ->
                parts.user().loadStates(collection).values().stream()
                    .filter("Loaded"::equals)
                    .count(),
            loaded -> loaded == count);
  }

  private static String policy(String namespace, String spec) {
    return """
    apiVersion: residency.milvus.io/v1alpha1
    kind: PartitionLoadPolicy
    metadata: {name: days, namespace: %s}
    spec:
    %s"""
        .formatted(namespace, spec.indent(2));
  }

  private String spec(RealParts parts) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules:
      - {name: days, match: {dateFormat: "p_%%Y%%m%%d"}, keepLast: 3, state: Loaded, otherwise: Released}
      - {name: languages, match: {names: ["on"]}, state: Loaded}
    safety: {releaseDelay: 5s}
    """
        .formatted(parts.milvus().uri(), collection);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private record Run(int code, String out, String err) {}

  private Run run(String command, String option, String file, List<String> more) {
    List<String> arguments = new ArrayList<>(List.of(command, option, file, "-o", "json"));
    arguments.addAll(more);
    return run(arguments.toArray(String[]::new));
  }

  private Run run(String... arguments) {
    CommandLine line =
        Main.commandLine(new CliContext(InputStream.nullInputStream(), Map.of(), clock));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    return new Run(code, out.toString(), err.toString());
  }
}
